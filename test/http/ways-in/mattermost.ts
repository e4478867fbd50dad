import { mattermost } from '../../../src/chat/mattermost/platform.ts';
import {
  BOT_TOKEN,
  CALLBACK_SECRET,
  COMMAND_TOKEN,
  startFakeMattermost,
} from '../../fakes/mattermost/fake.ts';
import { lentTo } from '../../fakes/lent.ts';
import type { Recorded } from './tap.ts';
import { buttonCard, withHeaders, withJson, type MakeWayIn } from './way-in.ts';

/** Where Mattermost is told that Muster is. */
const PUBLIC = 'http://muster.example.com';
const DAY = 86_400_000;

/** @returns a command with another token, in its header and in its body. */
function tokened(request: Recorded, token: string): Recorded {
  const form = new URLSearchParams(request.body.toString());
  form.set('token', token);
  return { ...withHeaders(request, { authorization: `Token ${token}` }), body: Buffer.from(form.toString()) };
}

type Sealed = { context: Record<string, unknown> };

export const mattermostWayIn: MakeWayIn = async ({ office, tap }) => {
  const fake = await startFakeMattermost();
  const ana = fake.addUser('ana');
  const ben = fake.addUser('ben');
  const { id: channel } = fake.addChannel('incidents', { members: [fake.state.bot.id, ana.id, ben.id] });
  const lent = lentTo({ base: PUBLIC });
  const put = (instance: string, more: object = {}, tenant = 'default') => {
    const settings = mattermost.settings.parse({
      url: fake.url,
      botToken: BOT_TOKEN,
      teamName: 'ops',
      commandToken: COMMAND_TOKEN,
      callbackSecret: CALLBACK_SECRET,
      ...more,
    });
    const context = { tenant, instance };
    office.adapt(instance, mattermost.createInbound(settings, context, lent));
    return mattermost.createProvider(settings, context, lent);
  };
  const provider = put('mattermost');
  put('second', { commandToken: 'another', callbackSecret: 'another secret of more than 32 characters' });
  put('shared');
  put('acme', { commandToken: 'another' }, 'acme');
  fake.resolves(PUBLIC, tap.base);
  fake.addCommand(`${PUBLIC}/chat/mattermost/commands`);
  office.openModal = () => {
    const { trigger, modal } = office.modals.at(-1)!;
    return provider.openModal(trigger, modal);
  };
  let number = 0;
  const sealed = (change: (context: Record<string, unknown>) => void) => (request: Recorded) =>
    withJson(request, (payload) => {
      change((payload as Sealed).context);
      return payload;
    });
  return {
    declares: (title) => fake.types(ana, channel, `declare ${title}`),
    types: (word, incident) => fake.types(ana, channel, `${word} ${incident}`),
    async presses(action) {
      number += 1;
      const card = buttonCard(`Button ${number}`, action);
      const ref = await provider.send({ channel }, card, { key: `card-${number}` });
      return fake.presses(ana, ref, `Button ${number}`);
    },
    submits: (values) => fake.submits(ana, channel, values),
    delays: () => {
      const { openModal } = office;
      office.openModal = () => {
        fake.state.now = () => Date.now() + 4_000;
        office.openModal = openModal;
        return openModal();
      };
    },
    forgeries: [
      { what: 'with another token', of: 'command', make: (one) => tokened(one, 'guessed') },
      { what: 'without a token', of: 'command', make: (one) => tokened(one, '') },
      {
        what: 'that means something else than was sealed',
        of: 'press',
        make: sealed((context) => (context['action'] = 'resolve INC-1')),
      },
      { what: 'without a seal', of: 'press', make: sealed((context) => delete context['seal']) },
      {
        what: 'from another channel than the message stands in',
        of: 'press',
        make: (one) =>
          withJson(one, (payload) => ({ ...payload, channel_id: fake.addChannel('elsewhere').id })),
      },
      {
        what: 'from somebody else than was shown the form',
        of: 'form',
        make: (one) => withJson(one, (payload) => ({ ...payload, user_id: ben.id })),
      },
      {
        what: 'sent to the address of another gesture',
        of: 'press',
        make: (one) => ({ ...one, path: '/chat/mattermost/dialogs' }),
      },
    ],
    // A slash command bears no time.
    stale: { press: 91 * DAY, form: 25 * 3_600_000 },
    others: [
      { instance: 'second', of: ['command', 'press', 'form'] },
      // The token of a slash command is for one command at one address: that is the operator's to keep.
      { instance: 'shared', of: ['press', 'form'] },
      { instance: 'acme', of: ['command', 'press', 'form'] },
    ],
    unknown: [],
    signed: (body) => ({
      path: '/chat/mattermost/commands',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Token ${COMMAND_TOKEN}`,
      },
      body,
    }),
    close: () => fake.close(),
  };
};
