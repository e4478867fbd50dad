import { slack } from '../../../src/chat/slack/platform.ts';
import { BOT_TOKEN, SIGNING_SECRET, startFakeSlack } from '../../fakes/slack/fake.ts';
import { signSlackRequest } from '../../fakes/slack/signing.ts';
import { lentTo } from '../../fakes/lent.ts';
import type { Recorded } from './tap.ts';
import { buttonCard, withHeaders, type MakeWayIn } from './way-in.ts';

const FORM = 'application/x-www-form-urlencoded';

export const slackWayIn: MakeWayIn = async ({ office, tap }) => {
  const fake = await startFakeSlack();
  const ana = fake.addUser('ana');
  const { id: channel } = fake.addChannel('incidents', { members: [fake.workspace.bot.id, ana.id] });
  const lent = lentTo();
  const put = (instance: string, more: object = {}, tenant = 'default') => {
    const settings = slack.settings.parse({
      botToken: BOT_TOKEN,
      signingSecret: SIGNING_SECRET,
      teamId: fake.workspace.team.id,
      apiUrl: fake.url,
      ...more,
    });
    const context = { tenant, instance };
    office.adapt(instance, slack.createInbound(settings, context, lent));
    return slack.createProvider(settings, context, lent);
  };
  const provider = put('slack');
  put('second', { signingSecret: 'the secret of another app' });
  put('shared', { teamId: 'T0000000666' });
  put('acme', { signingSecret: 'the secret of another tenant' }, 'acme');
  fake.installApp({ url: `${tap.base}/chat/slack`, signingSecret: SIGNING_SECRET });
  office.openModal = () => {
    const { trigger, modal } = office.modals.at(-1)!;
    return provider.openModal(trigger, modal);
  };
  const sign = (request: Recorded, secret = SIGNING_SECRET): Recorded =>
    withHeaders(request, signSlackRequest(secret, request.body, Date.now()));
  let number = 0;
  const interaction = (payload: object) => {
    const body = Buffer.from(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
    return tap.send(sign({ path: '/chat/slack/interactions', headers: { 'content-type': FORM }, body }));
  };
  const who = { user: { id: ana.id, name: 'ana' }, team: fake.workspace.team, trigger_id: '1.2.odd' };
  return {
    declares: (title) => fake.types(ana, channel, `declare ${title}`),
    types: (word, incident) => fake.types(ana, channel, `${word} ${incident}`),
    async presses(action) {
      number += 1;
      const card = buttonCard(`Button ${number}`, action);
      const ref = await provider.send({ channel }, card, { key: `card-${number}` });
      return fake.presses(ana, ref, `Button ${number}`);
    },
    submits: (values) => fake.submits(ana, values),
    delays: () => {
      const { openModal } = office;
      office.openModal = () => {
        fake.workspace.triggers.clear();
        office.openModal = openModal;
        return openModal();
      };
    },
    forgeries: [
      { what: 'signed with a guess', of: 'command', make: (one) => sign(one, 'guessed') },
      {
        what: 'not signed',
        of: 'press',
        make: (one) =>
          withHeaders(one, { 'x-slack-signature': undefined, 'x-slack-request-timestamp': undefined }),
      },
      {
        what: 'changed after it was signed',
        of: 'form',
        make: (one) => ({ ...one, body: Buffer.from(one.body.toString().replace('ana', 'eve')) }),
      },
      {
        what: 'signed for another time',
        of: 'command',
        make: (one) =>
          withHeaders(one, { 'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000) - 100) }),
      },
      {
        what: 'from another workspace that has the app',
        of: 'command',
        make: (one) =>
          sign({
            ...one,
            body: Buffer.from(one.body.toString().replace(fake.workspace.team.id, 'T0000000666')),
          }),
      },
    ],
    stale: { command: 330_000, press: 330_000, form: 330_000 },
    others: [
      { instance: 'second', of: ['command', 'press', 'form'] },
      { instance: 'shared', of: ['command', 'press', 'form'] },
      { instance: 'acme', of: ['command', 'press', 'form'] },
    ],
    unknown: [
      {
        what: 'a kind of interaction that Slack adds',
        send: () => interaction({ type: 'workflow_step_odd', ...who }),
      },
      {
        what: 'the button of another app',
        send: () =>
          interaction({
            type: 'block_actions',
            ...who,
            channel: { id: channel, name: 'incidents' },
            container: { type: 'message', message_ts: '1.2', channel_id: channel },
            actions: [{ type: 'button', action_id: 'vote', block_id: 'b', action_ts: '1.2', value: 'yes' }],
          }),
      },
    ],
    signed: (body) => sign({ path: '/chat/slack/commands', headers: { 'content-type': FORM }, body }),
    close: () => fake.close(),
  };
};
