import { randomUUID } from 'node:crypto';
import { teams } from '../../../src/chat/teams/platform.ts';
import type { ProviderHarness } from '../../contract/harness.ts';
import { installed } from './deliveries.ts';
import type { Json } from './json.ts';
import { startFakeTeams, type FakeTeams } from './fake.ts';
import { FakeMemory } from './memory.ts';
import type { FakeTeam, FakeUser } from './organisation.ts';

export const CONTEXT = { tenant: 'default', instance: 'main-teams' };

/** A bot in a team of a fake organisation, with ana and ben in it; what they do reaches it without HTTP. */
export interface BotUnderTest {
  readonly fake: FakeTeams;
  readonly memory: FakeMemory;
  readonly provider: ReturnType<typeof teams.createProvider>;
  readonly inbound: ReturnType<typeof teams.createInbound>;
  readonly team: FakeTeam;
  readonly ana: FakeUser;
  readonly ben: FakeUser;
  /** Hands an activity over, verified. */
  readonly receive: (activity: Json) => Promise<ReturnType<ReturnType<typeof teams.createInbound>['parse']>>;
}

/** @param more settings beside those that the fake needs. */
export async function startBot(more: Record<string, unknown> = {}): Promise<BotUnderTest> {
  const fake = await startFakeTeams();
  const [ana, ben, zoe, kim] = ['ana', 'ben', 'zoe', 'kim'].map((name) => fake.addUser(name));
  const team = fake.addTeam('Operations', [kim!, zoe!, ana!, ben!]);
  const memory = new FakeMemory();
  const lent = { memory: () => memory, now: Date.now };
  const settings = teams.settings.parse({ ...fake.settings, ...more });
  const inbound = teams.createInbound(settings, CONTEXT, lent);
  const receive = async (activity: Json) => {
    const body = new TextEncoder().encode(JSON.stringify(activity));
    const headers = { authorization: await fake.authorization() };
    const request = { surface: 'messages', headers, body, receivedAt: Date.now() };
    await inbound.authenticate(request);
    return inbound.parse(request);
  };
  await receive(installed(fake.organisation, fake.serviceUrl, ana!, team));
  const provider = teams.createProvider(settings, CONTEXT, lent);
  return { fake, memory, provider, inbound, team, ana: ana!, ben: ben!, receive };
}

/** @returns what the provider contract needs of Teams. @param graph whether Microsoft Graph is permitted. */
export async function teamsHarness(graph: boolean): Promise<ProviderHarness> {
  const { fake, provider, team, ana, ben } = await startBot(
    graph ? { graph, channelOwner: randomUUID() } : {},
  );
  for (let n = 1; n <= 4; n += 1) fake.addChannel(`team-${n}`, team);
  const channel = fake.addChannel('incidents', team);
  const any = (fault: Parameters<typeof fake.failNext>[1]) => () => fake.failNext('*', fault);
  return {
    provider,
    channel: { id: channel.id, name: channel.name },
    ana: { id: ana.id, name: ana.name, email: ana.email },
    ben: { id: ben.id, name: ben.name, email: ben.email },
    absent: {
      channel: '19:0000000000000000000000000000dead@thread.tacv2',
      user: randomUUID(),
      message: '1500000000001',
    },
    seen: (id) => Promise.resolve(fake.seen(id)),
    seenBy: (user) => Promise.resolve(fake.directMessages(user)),
    channelState: (id) => {
      const found = fake.organisation.channels.get(id);
      if (!found) throw new Error(`there is no channel ${id}`);
      const { topic, archived, isPrivate } = found;
      return Promise.resolve({
        members: [...fake.organisation.membersOf(found)],
        topic,
        archived,
        private: isPrivate,
      });
    },
    say: (id, text, { thread, file } = {}) => {
      const attachments = file ? [{ contentType: 'reference', contentUrl: file.link, name: file.name }] : [];
      const posted = fake.organisation.post(id, thread, { text: `<p>${text}</p>`, attachments }, ana.mri);
      return Promise.resolve({
        channel: thread === undefined ? id : `${id};messageid=${thread}`,
        id: posted.id,
      });
    },
    trigger: () => Promise.resolve(`${ana.id} ${channel.id}`),
    modals: () => Promise.resolve(fake.forms()),
    faults: {
      'rate limited': any('rate limited'),
      'reset before': any('reset'),
      ...(graph && { 'reset after': any('reset after'), 'hang after': any('hang after') }),
      'server error': any('server error'),
      'hang before': any('hang'),
      unreachable: () => fake.close(),
      'token revoked': () => fake.revokeToken(),
      'right missing': any({ status: 403, code: 'BotNotInConversationRoster' }),
    },
    close: () => fake.close(),
  };
}
