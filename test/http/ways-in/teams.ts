import { teams } from '../../../src/chat/teams/platform.ts';
import { dialogOf, startFakeTeams, type AppAnswer } from '../../fakes/teams/fake.ts';
import { FakeMemory } from '../../fakes/teams/memory.ts';
import { Signing, type TokenOptions } from '../../fakes/teams/signing.ts';
import type { Recorded } from './tap.ts';
import { buttonCard, withHeaders, withJson, type MakeWayIn } from './way-in.ts';

const ELSEWHERE = '00000000-0000-4697-8899-aabbccddeeff';
const MINUTE = 60_000;

export const teamsWayIn: MakeWayIn = async ({ office, tap }) => {
  const fake = await startFakeTeams();
  const ana = fake.addUser('ana');
  const team = fake.addTeam('Operations', [ana]);
  const { id: channel } = fake.addChannel('incidents', team);
  const put = (instance: string, more: object = {}, tenant = 'default') => {
    const memory = new FakeMemory();
    const settings = teams.settings.parse({ ...fake.settings, ...more });
    const context = { tenant, instance };
    office.adapt(instance, teams.createInbound(settings, context, { memory: () => memory, now: Date.now }));
    return teams.createProvider(settings, context, { memory: () => memory, now: Date.now });
  };
  const provider = put('teams');
  put('second', { appId: ELSEWHERE });
  put('shared', { tenantId: ELSEWHERE });
  put('acme', { appId: ELSEWHERE, tenantId: ELSEWHERE }, 'acme');
  fake.installApp(`${tap.base}/chat/teams`);
  const installed = await fake.installs(ana, team);
  if (installed.status !== 200) throw new Error(`the app was not installed: ${installed.body}`);
  const own = await Signing.create('own');
  let number = 0;
  let opened: AppAnswer | undefined;
  const token = (options: TokenOptions) => async (one: Recorded) =>
    withHeaders(one, { authorization: await fake.authorization(options) });
  const changed = (change: object) => (one: Recorded) =>
    withJson(one, (payload) => ({ ...payload, ...change }));
  return {
    declares: (title) => fake.says(ana, {}, `/im declare ${title}`),
    types: (word, incident) => fake.says(ana, {}, `/im ${word} ${incident}`),
    async presses(action) {
      number += 1;
      const card = buttonCard(`Button ${number}`, action);
      const ref = await provider.send({ channel }, card, { key: `card-${number}` });
      opened = await fake.presses(ana, ref, `Button ${number}`);
      return opened;
    },
    submits(values) {
      if (!opened) throw new Error('no form is open');
      dialogOf(opened);
      return fake.submits(ana, { channel }, opened, values);
    },
    forgeries: [
      {
        what: 'without a token',
        of: 'command',
        make: (one) => withHeaders(one, { authorization: undefined }),
      },
      {
        what: 'for another audience',
        of: 'command',
        make: token({ audience: '99999999-3333-4444-5555-666677778888' }),
      },
      { what: 'of another issuer', of: 'press', make: token({ issuer: 'https://sts.windows.net/1111/' }) },
      { what: 'of the future', of: 'form', make: token({ at: Date.now() + 6 * MINUTE }) },
      {
        what: 'with a token for another service address',
        of: 'command',
        make: token({ serviceUrl: 'https://evil.example/' }),
      },
      {
        what: 'that names another service address than its token',
        of: 'command',
        make: changed({ serviceUrl: 'https://evil.example/' }),
      },
      {
        what: 'signed by a key that Microsoft does not publish',
        of: 'press',
        make: async (one) =>
          withHeaders(one, { authorization: `Bearer ${await own.token(fake.serviceUrl, { kid: 'key-1' })}` }),
      },
      {
        what: 'from another organisation',
        of: 'command',
        make: changed({ channelData: { tenant: { id: ELSEWHERE } } }),
      },
      { what: 'from another channel than Teams', of: 'command', make: changed({ channelId: 'directline' }) },
    ],
    stale: { command: 66 * MINUTE, press: 66 * MINUTE, form: 66 * MINUTE },
    others: [
      { instance: 'second', of: ['command', 'press', 'form'] },
      { instance: 'shared', of: ['command', 'press', 'form'] },
      { instance: 'acme', of: ['command', 'press', 'form'] },
    ],
    unknown: [
      { what: 'an invoke that Teams adds', send: () => fake.invokes(ana, { channel }, 'odd/invoke', {}) },
      {
        what: 'the button of another app',
        send: () => fake.invokes(ana, { channel }, 'adaptiveCard/action', { action: { data: { vote: 1 } } }),
      },
    ],
    signed: async (body) => ({
      path: '/chat/teams/messages',
      headers: { 'content-type': 'application/json', authorization: await fake.authorization() },
      body,
    }),
    close: () => fake.close(),
  };
};
