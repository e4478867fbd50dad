import { ChatError } from '../../src/chat/error.ts';
import { describe, expect, it } from 'vitest';
import type { ChannelOpening } from '../../activities/channel.ts';
import { Bench } from './bench.ts';

const OPENING: ChannelOpening = {
  key: 'default:INC-7:channel:main',
  tenant: 'default',
  incident: 'INC-7',
  instance: 'main',
  name: 'inc-7-checkout-down',
  private: true,
  topic: 'INC-7 SEV-1 open: Checkout down',
};
const OLD = {
  id: 'C0',
  name: OPENING.name,
  topic: 'INC-7 SEV-3 closed: Another time',
  private: false,
  createdAt: 1,
};

const names = (bench: Bench): string[] => bench.provider.channels.map(({ name }) => name);

describe("an incident's channel", () => {
  it('is created with its topic, private as wished', async () => {
    const bench = new Bench();
    const channel = await bench.run('openChannel', OPENING);
    expect(channel).toEqual({ id: 'C1', name: OPENING.name });
    expect(bench.provider.channels).toMatchObject([{ private: true, topic: OPENING.topic }]);
  });

  it('gets a name of its own when others have it', async () => {
    const bench = new Bench();
    bench.provider.channels.push(OLD, { ...OLD, id: 'C00', name: `${OPENING.name}-2`, archived: true });
    const channel = await bench.run('openChannel', OPENING);
    expect(channel.name).toBe(`${OPENING.name}-3`);
    expect(bench.provider.calls).not.toContain('findChannel');
  });

  it('that was created although the connection broke is found', async () => {
    const bench = new Bench();
    bench.provider.trouble('createChannel', 'reset after');
    await bench.failure('openChannel', OPENING);
    const channel = await bench.run('openChannel', OPENING, 2);
    expect(channel).toEqual({ id: 'C1', name: OPENING.name });
    expect(names(bench)).toEqual([OPENING.name]);
  });

  it('is found under a later name too, past those of others and the archived', async () => {
    const bench = new Bench();
    bench.provider.channels.push({ ...OLD, archived: true });
    bench.provider.trouble('createChannel', undefined, 'reset after');
    await bench.failure('openChannel', OPENING);
    const channel = await bench.run('openChannel', OPENING, 2);
    expect(channel.name).toBe(`${OPENING.name}-2`);
    expect(names(bench)).toEqual([OPENING.name, `${OPENING.name}-2`]);
  });

  it('is found when it was created but did not get its topic any more', async () => {
    const bench = new Bench();
    bench.provider.trouble('createChannel', 'reset before');
    await bench.failure('openChannel', OPENING);
    bench.provider.channels.push({ id: 'C9', name: OPENING.name, private: true, createdAt: bench.now });
    const channel = await bench.run('openChannel', OPENING, 2);
    expect(channel.id).toBe('C9');
    expect(bench.provider.channels[0]?.topic).toBe(OPENING.topic);
  });

  it('is found by a later activity as well, whose topic has moved on', async () => {
    const bench = new Bench();
    bench.provider.trouble('createChannel', 'reset after');
    await bench.failure('openChannel', OPENING);
    const topic = 'INC-7 SEV-1 acknowledged: Checkout down';
    const channel = await bench.run('openChannel', { ...OPENING, topic });
    expect(channel.id).toBe('C1');
    expect(bench.provider.channels).toMatchObject([{ topic }]);
  });

  it('is never one of another time that has its name', async () => {
    const bench = new Bench();
    bench.provider.channels.push(OLD);
    bench.provider.trouble('createChannel', 'reset before');
    await bench.failure('openChannel', OPENING);
    expect((await bench.run('openChannel', OPENING, 2)).name).toBe(`${OPENING.name}-2`);
  });

  it('is waited for when the platform cannot be asked about a name now', async () => {
    const bench = new Bench();
    bench.provider.trouble('createChannel', 'reset after');
    bench.provider.trouble('findChannel', 'rate limited');
    await bench.failure('openChannel', OPENING);
    const failure = await bench.failure('openChannel', OPENING, 2);
    expect(failure).toMatchObject({ type: 'rate_limited', nextRetryDelay: 7_000 });
    expect(names(bench)).toEqual([OPENING.name]);
  });

  it('says what to do when all names are taken', async () => {
    const bench = new Bench();
    const suffixes = ['', ...Array.from({ length: 19 }, (_, index) => `-${index + 2}`)];
    for (const suffix of suffixes) bench.provider.channels.push({ ...OLD, name: `${OPENING.name}${suffix}` });
    const failure = await bench.failure('openChannel', OPENING);
    expect(failure).toMatchObject({ type: 'name_taken', nonRetryable: true });
    expect(failure.message).toContain('archive old incident channels');
  });
});

it('a channel is opened near that in which the incident is announced', async () => {
  const bench = new Bench();
  const asked: unknown[] = [];
  Object.assign(bench.provider, {
    createChannel: (request: unknown) => {
      asked.push(request);
      return Promise.resolve({ id: 'C9', name: 'inc-7' });
    },
  });
  await bench.run('openChannel', { ...OPENING, near: '#incidents' });
  expect(asked).toMatchObject([{ near: '#incidents' }]);
});

describe('changes of the channel', () => {
  const { key, tenant, incident, instance } = OPENING;
  const what = { key: `${key}:change`, tenant, incident, instance };

  it('happen once each', async () => {
    const bench = new Bench();
    await bench.run('openChannel', OPENING);
    for (const attempt of [1, 2]) {
      const channel = 'C1';
      const ref = { channel, id: 'm1' };
      await bench.run('setChannelTopic', { ...what, key: 'topic', channel, topic: 'new' }, attempt);
      await bench.run('inviteToChannel', { ...what, key: 'invite', channel, person: 'ana' }, attempt);
      await bench.run('pinCard', { ...what, key: 'pin', ref }, attempt);
      await bench.run('archiveChannel', { ...what, key: 'archive', channel }, attempt);
    }
    expect(bench.provider.calls).toEqual(['createChannel', 'setTopic', 'invite', 'pin', 'archive']);
    expect(bench.provider.channels).toMatchObject([{ topic: 'new', archived: true }]);
  });

  it('do without a topic where a channel has none, as a thread', async () => {
    const bench = new Bench();
    await bench.run('openChannel', OPENING);
    const setTopic = (code: 'operation_not_supported' | 'permission_denied') =>
      Object.assign(bench.provider, { setTopic: () => Promise.reject(new ChatError(code, 'no')) });
    setTopic('operation_not_supported');
    await bench.run('setChannelTopic', { ...what, key: 'topic', channel: 'C1', topic: 'new' });
    setTopic('permission_denied');
    const refused = bench.run('setChannelTopic', { ...what, key: 'another', channel: 'C1', topic: 'new' });
    await expect(refused).rejects.toThrow();
  });

  it('put the page of the incident at the top where the platform has that, and do without it where it fails', async () => {
    const ref = { channel: 'C1', id: 'm1' };
    const bookmark = { title: 'INC-7: incident page', link: 'https://muster.example/incidents/INC-7' };
    for (const [failure, calls] of [
      [undefined, ['createChannel', 'pin']],
      ['permission_denied', ['createChannel', 'pin']],
      ['connection_failed', ['createChannel']],
    ] as const) {
      const bench = new Bench();
      const asked: unknown[][] = [];
      const drawnOn: string[] = [];
      bench.provider.limits = (operation) => {
        drawnOn.push(operation);
        return [];
      };
      bench.provider.capabilities = { ...bench.provider.capabilities, bookmarks: true };
      Object.assign(bench.provider, {
        bookmark: (...given: unknown[]) => {
          asked.push(given);
          return failure ? Promise.reject(new ChatError(failure, 'no')) : Promise.resolve();
        },
      });
      await bench.run('openChannel', OPENING);
      const pinned = bench.run('pinCard', { ...what, key: 'pin', ref, bookmark });
      if (failure === 'connection_failed') await expect(pinned).rejects.toThrow();
      else await pinned;
      expect(asked).toEqual([['C1', bookmark.title, bookmark.link]]);
      expect(bench.provider.calls).toEqual(calls);
      expect(drawnOn).toEqual(['createChannel', 'bookmark', 'pin']);
    }
  });

  it('invite people by their accounts, also by those found by e-mail address, and pass over who has none', async () => {
    const bench = new Bench();
    await bench.run('openChannel', OPENING);
    for (const person of ['ana', 'ben', 'eve', 'token/ci']) {
      await bench.run('inviteToChannel', { ...what, key: `invite:${person}`, channel: 'C1', person });
    }
    expect(bench.provider.invited).toEqual([
      { channel: 'C1', users: ['U1'] },
      { channel: 'C1', users: ['U2'] },
    ]);
    expect([...bench.ledger.entries.keys()].filter((key) => key.startsWith('invite'))).toEqual([
      'invite:ana',
      'invite:ben',
    ]);
  });

  it('let nobody in by an address that the platform has not confirmed', async () => {
    const bench = new Bench();
    bench.provider.claimed['eve@example.org'] = { id: 'U3', name: 'Mallory' };
    await bench.run('inviteToChannel', { ...what, channel: 'C1', person: 'eve' });
    expect(bench.provider.invited).toEqual([]);
  });

  it('invite somebody later whose account cannot be looked up now', async () => {
    const bench = new Bench();
    bench.provider.trouble('findUserByEmail', 'rate limited');
    const invitation = { ...what, channel: 'C1', person: 'ben' };
    expect(await bench.failure('inviteToChannel', invitation)).toMatchObject({
      type: 'rate_limited',
      nextRetryDelay: 7_000,
    });
    await bench.run('inviteToChannel', invitation, 2);
    expect(bench.provider.invited).toHaveLength(1);
  });

  it('that fail for good say so', async () => {
    const bench = new Bench();
    const change = { ...what, channel: 'nowhere', topic: 'new' };
    const failure = await bench.failure('setChannelTopic', change);
    expect(failure).toMatchObject({ type: 'channel_not_found', nonRetryable: true });
  });

  it('are not tried again by an instance that the configuration names no more', async () => {
    const bench = new Bench();
    bench.removed = true;
    const ref = { channel: 'C1', id: '1' };
    const failures = [
      await bench.failure('openChannel', OPENING),
      await bench.failure('setChannelTopic', { ...what, channel: 'C1', topic: 'new' }),
      await bench.failure('inviteToChannel', { ...what, channel: 'C1', person: 'ana' }),
      await bench.failure('pinCard', {
        ...what,
        ref,
        bookmark: { title: 'Page', link: 'https://x.example' },
      }),
      await bench.failure('archiveChannel', { ...what, channel: 'C1' }),
    ];
    for (const failure of failures)
      expect(failure).toMatchObject({ type: 'provider_not_found', nonRetryable: true });
  });
});
