import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpAnswer, Inbound } from '../../../../src/chat/inbound.ts';
import type { ListenerEvent, Report } from '../../../../src/chat/listener.ts';
import { mattermost } from '../../../../src/chat/mattermost/platform.ts';
import { HEARD_KEY, OLDEST_MS } from '../../../../src/chat/mattermost/catch-up.ts';
import { MattermostListener } from '../../../../src/chat/mattermost/socket.ts';
import { refusal } from '../../../contract/expectations.ts';
import { BOT_TOKEN, startFakeMattermost, type FakeMattermost } from '../../../fakes/mattermost/fake.ts';
import type { FakeChannel, FakeUser } from '../../../fakes/mattermost/state.ts';
import { FakeMemory, lentTo } from '../../../fakes/lent.ts';
import { context, settings } from './fixture.ts';

let fake: FakeMattermost;
let listener: MattermostListener;
let received: Inbound[];
let reported: ListenerEvent[];
let ana: FakeUser;
let channel: FakeChannel;
let memory: FakeMemory;

const report: Report = (event) => {
  if (event.kind !== 'heard') reported.push(event);
};

/** @returns the first report of that kind, once there is one. */
async function reports<K extends ListenerEvent['kind']>(kind: K): Promise<ListenerEvent & { kind: K }> {
  const found = () => reported.find((event): event is ListenerEvent & { kind: K } => event.kind === kind);
  await expect.poll(found, { timeout: 5000 }).toBeDefined();
  return found()!;
}

function listening(more: object = {}, heartbeatMs?: number): MattermostListener {
  const timeoutMs = 2000;
  const set = settings({ url: fake.url, botToken: BOT_TOKEN, timeoutMs, ...more });
  return new MattermostListener(set, context, memory, heartbeatMs);
}

function handle(inbound: Inbound): Promise<HttpAnswer> {
  received.push(inbound);
  return Promise.resolve({ status: 200, contentType: 'application/json', body: '{}' });
}

const heard = (count: number) => expect.poll(() => received.length, { timeout: 5000 }).toBe(count);
const connections = (count: number) =>
  expect.poll(() => fake.sockets.opened.length, { timeout: 5000 }).toBe(count);

beforeEach(async () => {
  fake = await startFakeMattermost();
  ana = fake.addUser('ana');
  channel = fake.addChannel('ops');
  received = [];
  reported = [];
  memory = new FakeMemory();
  listener = listening();
});
afterEach(async () => {
  await listener.stop();
  await fake.close();
});

describe('the WebSocket', () => {
  it('is there unless it is switched off', () => {
    expect(mattermost.createListener?.(settings(), context, lentTo())).toBeInstanceOf(MattermostListener);
    expect(mattermost.createListener?.(settings({ listen: false }), context, lentTo())).toBeUndefined();
  });

  it('connects, says so, and stops', async () => {
    expect(listener.status().state).toBe('stopped');
    await listener.start(handle, report);
    expect(listener.status()).toMatchObject({ state: 'connected', heardAt: expect.any(Number) as number });
    expect(reported).toMatchObject([{ kind: 'connected', again: false }]);
    await listener.stop();
    expect(listener.status().state).toBe('stopped');
    await fake.until(() => (fake.sockets.open.length === 0 ? true : undefined), 2000);
    expect(fake.sockets.open).toHaveLength(0);
  });

  it('reads a mention, with those whom it names by id', async () => {
    await listener.start(handle, report);
    const post = fake.writes(ana, channel, '@Muster, assign @ana. to  INC-7', [fake.state.bot.id]);
    await heard(1);
    expect(received).toEqual([
      {
        kind: 'mention',
        deliveryId: post.id,
        user: { id: ana.id, name: 'ana' },
        text: `assign <@${ana.id}|ana>. to INC-7`,
        channel: channel.id,
        thread: { channel: channel.id, id: post.id },
      },
    ]);
  });

  it('reads a mention in a thread, and whatever is written to the bot directly', async () => {
    await listener.start(handle, report);
    fake.writes(ana, channel, 'and @muster?', [], 'root00000000000000000000ab');
    fake.writes(ana, fake.state.direct(ana.id), 'status');
    await heard(2);
    expect(received).toMatchObject([
      { kind: 'mention', text: 'and ?', thread: { id: 'root00000000000000000000ab' } },
      { kind: 'mention', text: 'status', channel: fake.state.direct(ana.id).id },
    ]);
  });

  it('reads a mention by name where people cannot be asked for', async () => {
    await listener.start(handle, report);
    fake.failNext('POST /users/usernames', 'server error');
    fake.writes(ana, channel, '@muster assign @ana', [fake.state.bot.id]);
    await heard(1);
    expect(received).toMatchObject([{ text: 'assign @ana' }]);
  });

  it('reads what stands behind a ! at the beginning, without a mention', async () => {
    await listener.start(handle, report);
    fake.writes(ana, channel, '!google  StackStorm', []);
    fake.writes(ana, channel, '!!! it burns', []);
    fake.writes(fake.state.bot, channel, '!google x', []);
    fake.writes(ana, fake.state.direct(ana.id), '!google x', []);
    await heard(2);
    expect(received).toMatchObject([
      { kind: 'mention', exclaimed: true, text: 'google StackStorm', thread: { channel: channel.id } },
      { kind: 'mention', text: '!google x' },
    ]);
    expect(received[1]).not.toHaveProperty('exclaimed');
  });

  it('keeps the lines of a mention: a quotation is one', async () => {
    await listener.start(handle, report);
    fake.writes(ana, channel, 'ben wrote\n> close 42\n\n@muster  what of it?', []);
    await heard(1);
    expect(received).toMatchObject([{ text: 'ben wrote\n> close 42\nwhat of it?' }]);
  });

  it('reads a reaction', async () => {
    await listener.start(handle, report);
    const post = fake.state.addPost(channel, ana.id, 'the database is slow');
    fake.sockets.reacted(post, ana, 'memo');
    await heard(1);
    expect(received).toMatchObject([
      {
        kind: 'reaction',
        emoji: 'memo',
        user: { id: ana.id },
        channel: channel.id,
        message: { channel: channel.id, id: post.id },
        deliveryId: expect.stringContaining(`${post.id}:${ana.id}:memo:`) as string,
      },
    ]);
  });

  it('reads what people of another server did in a shared channel as done by outsiders', async () => {
    await listener.start(handle, report);
    const remote = { remote_id: 'remotecluster0000000000ab' };
    const post = fake.state.addPost(channel, ana.id, '@muster ack 42', remote);
    fake.sockets.posted(channel, post, ana, [fake.state.bot.id]);
    fake.sockets.reacted(post, ana, 'memo', remote);
    fake.sockets.reacted(post, ana, 'memo', { remote_id: '' });
    await heard(3);
    const outsiders = received.filter((one) => 'user' in one && one.user.outsider).map(({ kind }) => kind);
    expect(outsiders.toSorted()).toEqual(['mention', 'reaction']);
  });

  it('passes over what is not for it: other messages, programs, itself, other events', async () => {
    await listener.start(handle, report);
    const { bot } = fake.state;
    fake.writes(ana, channel, 'mustering @musterly @muster.io x@muster');
    // Everybody is notified, the bot as well, but it is not spoken to.
    fake.writes(ana, channel, '@channel please ack 42', [bot.id, ana.id]);
    fake.writes(bot, channel, '@muster hello', [bot.id]);
    for (const more of [
      { props: { from_bot: 'true' } },
      { props: { from_webhook: 'true' } },
      { type: 'system_join_channel' },
    ]) {
      const post = fake.state.addPost(channel, ana.id, '@muster hello', more);
      fake.sockets.posted(channel, post, ana, [bot.id]);
    }
    fake.sockets.reacted(fake.state.addPost(channel, ana.id, 'x'), bot, 'memo');
    fake.sockets.event('typing', { user_id: ana.id }, channel.id);
    fake.writes(ana, channel, '@muster last', [bot.id]);
    await heard(1);
    expect(received).toMatchObject([{ text: 'last' }]);
    expect(reported.filter(({ kind }) => kind === 'delivery failed')).toEqual([]);
  });

  it('says what failed: Mattermost sends nothing again', async () => {
    await listener.start(() => Promise.reject(new Error('the store is away')), report);
    const post = fake.writes(ana, channel, '@muster status', [fake.state.bot.id]);
    expect(await reports('delivery failed')).toEqual({
      kind: 'delivery failed',
      error: new Error('the store is away'),
      deliveryId: post.id,
      envelope: '1',
    });
    expect(listener.status()).toMatchObject({ state: 'connected', problem: 'the store is away' });
  });

  it('says so when something was not taken', async () => {
    await listener.start(() => Promise.resolve({ status: 503, contentType: 'text/plain', body: '' }), report);
    fake.writes(ana, channel, '@muster status', [fake.state.bot.id]);
    const { error } = await reports('delivery failed');
    expect(error).toMatchObject({ message: expect.stringContaining('status 503') as string });
  });

  it('outlives what cannot be read', async () => {
    await listener.start(handle, report);
    const odd = ['{', 'null', '[]', '"x"', '{"seq":"x"}', '{"event":{}}'];
    for (const raw of odd) fake.sockets.raw(raw);
    for (const data of [{}, { post: '{' }, { post: 'null' }, { post: '{"id":"../x"}' }])
      fake.sockets.event('posted', data);
    for (const data of [{}, { reaction: '{' }, { reaction: '{}' }])
      fake.sockets.event('reaction_added', data);
    fake.writes(ana, channel, '@muster status', [fake.state.bot.id]);
    await heard(1);
    const failed = reported.filter(({ kind }) => kind === 'delivery failed');
    expect(failed).toHaveLength(odd.length + 7);
    expect(failed).toMatchObject(failed.map(() => ({ error: { code: 'invalid_webhook' } })));
  });

  it.each(['close', 'cut'] as const)(
    'connects again after a %s, and gets what came meanwhile',
    async (how) => {
      await listener.start(handle, report);
      fake.sockets.drop(how);
      await reports('lost');
      fake.writes(ana, channel, '@muster meanwhile', [fake.state.bot.id]);
      await connections(2);
      await heard(1);
      expect(received).toMatchObject([{ text: 'meanwhile' }]);
      expect(Object.fromEntries(fake.sockets.opened[1] ?? [])).toMatchObject({ sequence_number: '1' });
      await expect.poll(() => reported.map(({ kind }) => kind)).toEqual(['connected', 'lost', 'connected']);
      expect(reported[2]).toMatchObject({ again: true });
    },
  );

  it('asks for an event that is missing, and takes none twice', async () => {
    await listener.start(handle, report);
    const lost = fake.state.addPost(channel, ana.id, '@muster first');
    const data = { post: JSON.stringify(lost), mentions: `["${fake.state.bot.id}"]` };
    fake.sockets.event('posted', data, channel.id, true);
    fake.writes(ana, channel, '@muster second', [fake.state.bot.id]);
    await heard(2);
    expect(received).toMatchObject([{ text: 'first' }, { text: 'second' }]);
    expect(await reports('lost')).toMatchObject({ reason: 'the events 1 to 1 are missing' });
  });

  it('begins anew with a server that has forgotten it', async () => {
    await listener.start(handle, report);
    fake.writes(ana, channel, '@muster one', [fake.state.bot.id]);
    await heard(1);
    fake.sockets.forget();
    fake.sockets.drop('cut');
    await connections(2);
    await expect.poll(() => listener.status().state, { timeout: 5000 }).toBe('connected');
    fake.writes(ana, channel, '@muster two', [fake.state.bot.id]);
    await heard(2);
    expect(reported.filter(({ kind }) => kind === 'lost')).toHaveLength(1);
  });

  it('answers what was said while it was not there, oldest first, with who said it', async () => {
    const { bot } = fake.state;
    memory.values.set(HEARD_KEY, String(Date.now() - 120_000));
    const says = (text: string, where = channel, more = {}) => fake.state.addPost(where, ana.id, text, more);
    const first = says('@muster ack 42');
    says('nothing for it');
    says('@muster of a program', channel, { props: { from_webhook: 'true' } });
    fake.state.addPost(channel, bot.id, '@muster from itself');
    says('@muster in a channel of others', fake.addChannel('elsewhere', { members: [ana.id] }));
    const second = says('status', fake.state.direct(ana.id));
    await listener.start(handle, report);
    await heard(2);
    expect(received).toMatchObject([
      { kind: 'mention', deliveryId: first.id, text: 'ack 42', user: { id: ana.id, name: 'ana' } },
      { kind: 'mention', deliveryId: second.id, text: 'status', user: { name: 'ana' } },
    ]);
    await expect.poll(() => Number(memory.values.get(HEARD_KEY))).toBeGreaterThan(Date.now() - 60_000);
  });

  it('does not answer what was said long ago, or before it ever listened', async () => {
    const now = Date.now();
    fake.state.addPost(channel, ana.id, '@muster before anybody listened');
    await listener.start(handle, report);
    await expect.poll(() => memory.values.has(HEARD_KEY)).toBe(true);
    await listener.stop();
    memory.values.set(HEARD_KEY, String(now - 3_600_000));
    const old = { create_at: now - OLDEST_MS - 1_000, update_at: now };
    fake.state.addPost(channel, ana.id, '@muster changed just now', old);
    fake.state.addPost(fake.addChannel('quiet'), ana.id, '@muster just now');
    const later = listening();
    await later.start(handle, report);
    await expect.poll(() => received.length, { timeout: 5000 }).toBeGreaterThan(0);
    await later.stop();
    expect(received.map((one) => 'text' in one && one.text)).toEqual(['before anybody listened', 'just now']);
  });

  it('looks for what a server that has forgotten the connection could not send, and answers nothing twice', async () => {
    await listener.start(handle, report);
    fake.writes(ana, channel, '@muster one', [fake.state.bot.id]);
    await heard(1);
    fake.sockets.forget();
    fake.sockets.drop('cut');
    await reports('lost');
    fake.state.addPost(channel, ana.id, '@muster two');
    await connections(2);
    await heard(2);
    fake.writes(ana, channel, '@muster three', [fake.state.bot.id]);
    await heard(3);
    expect(received.map((one) => 'text' in one && one.text)).toEqual(['one', 'two', 'three']);
  });

  it('looks once more when Mattermost does not let it look', async () => {
    memory.values.set(HEARD_KEY, String(Date.now() - 120_000));
    fake.state.addPost(channel, ana.id, '@muster status');
    fake.failNext('GET /users/me/teams/:team/channels', 'server error');
    await listener.start(handle, report);
    await heard(1);
    expect(reported.map(({ kind }) => kind)).toEqual(['connected']);
  });

  it('says when what was missed cannot be found, and listens all the same', async () => {
    memory.values.set(HEARD_KEY, String(Date.now() - 120_000));
    fake.failNext('GET /users/me/teams/:team/channels', 'server error', 3);
    await listener.start(handle, report);
    expect(await reports('delivery failed')).toMatchObject({ error: { code: 'outcome_unknown' } });
    expect(listener.status().state).toBe('connected');
    fake.writes(ana, channel, '@muster status', [fake.state.bot.id]);
    await heard(1);
  });

  it('notices that nobody answers any more, though the line is open', async () => {
    const attentive = listening({}, 50);
    await attentive.start(handle, report);
    await expect.poll(() => fake.sockets.pings, { timeout: 5000 }).toBeGreaterThan(2);
    fake.sockets.deaf = true;
    expect(await reports('lost')).toMatchObject({
      reason: expect.stringContaining('no answer to a ping') as string,
    });
    fake.sockets.deaf = false;
    await connections(2);
    await expect.poll(() => attentive.status().state, { timeout: 5000 }).toBe('connected');
    await attentive.stop();
  });

  it('gives up a connection on which nobody answers from the start', async () => {
    fake.sockets.deaf = true;
    const impatient = listening({ timeoutMs: 200 });
    await impatient.start(handle, report);
    expect(impatient.status().state).toBe('connecting');
    expect(reported).toMatchObject([
      {
        kind: 'attempt failed',
        error: { code: 'connection_failed', message: expect.stringContaining('first ping') as string },
      },
    ]);
    await impatient.stop();
  });

  it('keeps trying while Mattermost is away, and says so each time', async () => {
    fake.failNext('GET /users/:user', 'server error', 2);
    await listener.start(handle, report);
    const { since } = listener.status();
    await expect.poll(() => reported.length, { timeout: 5000 }).toBe(2);
    // Failed attempts do not make the time without a connection begin anew.
    expect(listener.status()).toMatchObject({ state: 'connecting', since });
    await expect.poll(() => listener.status().state, { timeout: 5000 }).toBe('connected');
    expect(listener.status().problem).toBeUndefined();
    expect(reported).toMatchObject([
      { kind: 'attempt failed', nextMs: 500 },
      { kind: 'attempt failed', nextMs: 1000 },
      { kind: 'connected', again: false },
    ]);
  });

  it('waits as long as Mattermost asks to', async () => {
    fake.failNext('GET /users/:user', 'rate limited');
    await listener.start(handle, report);
    expect(reported).toMatchObject([{ error: { code: 'rate_limited' }, nextMs: 7000 }]);
  });

  it('refuses to start with a token that Mattermost refuses, and tries no more', async () => {
    const refused = listening({ botToken: 'wrong' });
    await refusal(refused.start(handle, report), 'authentication_failed');
    expect(refused.status()).toMatchObject({
      state: 'stopped',
      problem: expect.stringContaining('botToken') as string,
    });
    expect(fake.sockets.opened).toHaveLength(0);
  });

  it('says what to do when the token is revoked later, and tries on slowly', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await listener.start(handle, report);
      fake.revokeToken();
      fake.sockets.drop('cut');
      const { nextMs: soon } = await reports('lost');
      await vi.advanceTimersByTimeAsync(soon);
      const { error, nextMs } = await reports('attempt failed');
      expect(error.code).toBe('authentication_failed');
      expect(nextMs).toBe(60_000);
      fake.recover();
      await vi.advanceTimersByTimeAsync(nextMs);
      await expect.poll(() => listener.status().state, { timeout: 5000 }).toBe('connected');
    } finally {
      vi.useRealTimers();
    }
  });

  it('stops only after those at work have answered', async () => {
    let go = () => {};
    const going = new Promise<void>((resolve) => (go = resolve));
    let done = false;
    await listener.start(async (inbound) => {
      const answer = await handle(inbound);
      await going;
      done = true;
      return answer;
    }, report);
    fake.writes(ana, channel, '@muster status', [fake.state.bot.id]);
    await heard(1);
    const stopping = listener.stop();
    go();
    await stopping;
    expect(done).toBe(true);
  });
});
