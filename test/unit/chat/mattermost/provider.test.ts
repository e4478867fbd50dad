import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { note } from '../../../../src/chat/message.ts';
import { MattermostProvider } from '../../../../src/chat/mattermost/provider.ts';
import { card, refusal } from '../../../contract/expectations.ts';
import { BOT_TOKEN, startFakeMattermost, type FakeMattermost } from '../../../fakes/mattermost/fake.ts';
import { clientPost } from '../../../fakes/mattermost/endpoints/endpoint.ts';
import { context, needs, settings } from './fixture.ts';

const hello = note(['hello'], 'hello');
let fake: FakeMattermost;
let mattermost: MattermostProvider;
const made = (more: object = {}) =>
  new MattermostProvider(settings({ url: fake.url, botToken: BOT_TOKEN, ...more }), context, needs().lent);
const routes = () => fake.calls.map((call) => call.route);

beforeEach(async () => {
  fake = await startFakeMattermost();
  mattermost = made();
});
afterEach(() => fake.close());

describe('sending to Mattermost', () => {
  it('is recognised by the server within 30 seconds, and found by its key after that', async () => {
    const { id } = fake.addChannel('incidents');
    const first = await mattermost.send({ channel: id }, hello, { key: 'k' });
    expect(await mattermost.send({ channel: id }, hello, { key: 'k' })).toEqual(first);
    expect(fake.seen(id)).toHaveLength(1);
    fake.state.now = () => Date.now() + 31_000;
    expect(await mattermost.find({ channel: id }, 'k', Date.now() - 1000)).toEqual(first);
    expect(await mattermost.send({ channel: id }, hello, { key: 'k' })).not.toEqual(first);
  });

  it('uses a pending id that differs by channel and key, and that nobody can guess', async () => {
    const [one, two] = [fake.addChannel('one').id, fake.addChannel('two').id];
    for (const [channel, key] of [
      [one, 'k'],
      [two, 'k'],
      [one, 'l'],
    ] as const)
      await mattermost.send({ channel }, hello, { key });
    const ids = fake.calls.map(({ body }) => body['pending_post_id']);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^muster:[0-9a-f]{64}$/);
    expect(JSON.stringify(ids)).not.toContain(BOT_TOKEN);
  });

  it("does not take somebody else's post with our key for its own", async () => {
    const ana = fake.addUser('ana');
    const channel = fake.addChannel('incidents');
    fake.state.addPost(channel, ana.id, 'squatted', { props: { muster_key: 'k' } });
    expect(await mattermost.find({ channel: channel.id }, 'k', 0)).toBeUndefined();
  });

  it('finds a message beyond the first page, and none that was sent before', async () => {
    const channel = fake.addChannel('incidents');
    const first = await mattermost.send({ channel: channel.id }, hello, { key: 'first' });
    for (let n = 0; n < 450; n += 1) fake.state.addPost(channel, fake.state.bot.id, `${n}`);
    expect(await mattermost.find({ channel: channel.id }, 'first', Date.now() - 1000)).toEqual(first);
    expect(routes().filter((route) => route === 'GET /channels/:channel/posts')).toHaveLength(3);
    expect(await mattermost.find({ channel: channel.id }, 'first', Date.now() + 3_600_000)).toBeUndefined();
  });

  it('joins a public channel where it must, and says why it cannot enter a private one', async () => {
    const open = fake.addChannel('open', { members: [] });
    await mattermost.send({ channel: open.id }, hello, { key: 'k' });
    expect(fake.seen('open')).toHaveLength(1);
    const closed = fake.addChannel('closed', { type: 'P', members: [] });
    await refusal(mattermost.send({ channel: closed.id }, hello, { key: 'k' }), 'permission_denied');
    const left = fake.addChannel('left', { members: [] });
    fake.failNext('POST /channels/:channel/members', 'rate limited');
    await refusal(mattermost.send({ channel: left.id }, hello, { key: 'k' }), 'rate_limited');
  });

  it('is not fooled by ids that would be other paths of the API', async () => {
    const before = fake.calls.length;
    await refusal(mattermost.findUser('me'), 'user_not_found');
    await refusal(mattermost.findUser('../teams'), 'user_not_found');
    await refusal(mattermost.findChannel('#../../users'), 'channel_not_found');
    await refusal(
      mattermost.read({ channel: fake.addChannel('x').id, id: '../users/me' }),
      'message_not_found',
    );
    await refusal(mattermost.send({ user: 'me' }, hello, { key: 'k' }), 'user_not_found');
    expect(fake.calls).toHaveLength(before);
    await refusal(mattermost.findUserByEmail('a/../../me@x'), 'user_not_found');
    expect(routes().at(-1)).toBe('GET /users/email/:email');
  });

  it('uses no channel of another team', async () => {
    const other = fake.addChannel('other', { team: fake.state.id('team') });
    await refusal(mattermost.findChannel(other.id), 'channel_not_found');
  });

  it('looks a name up once, and again after the channel was replaced', async () => {
    const old = fake.addChannel('incidents');
    await mattermost.send({ channel: '#incidents' }, hello, { key: 'a' });
    await mattermost.send({ channel: '#incidents' }, hello, { key: 'b' });
    const name = 'GET /teams/:team/channels/name/:name';
    expect(routes().filter((route) => route === name)).toHaveLength(1);
    fake.state.channels.delete(old.id);
    const anew = fake.addChannel('incidents');
    await refusal(mattermost.send({ channel: '#incidents' }, hello, { key: 'c' }), 'channel_not_found');
    expect(await mattermost.send({ channel: '#incidents' }, hello, { key: 'c' })).toMatchObject({
      channel: anew.id,
    });
  });

  it('writes what is to be seen in the channel there, for Mattermost shows nothing in both', async () => {
    const { id } = fake.addChannel('incidents');
    const thread = await mattermost.send({ channel: id }, hello, { key: 'root' });
    await mattermost.send({ channel: id }, hello, { key: 'a', thread });
    await mattermost.send({ channel: id }, hello, { key: 'b', thread, alsoInChannel: true });
    expect(fake.posts(id).map((post) => post.root_id)).toEqual(['', thread.id, '']);
  });

  it('keeps what a button calls with on the server: readers of the channel get nothing of it', async () => {
    const { id } = fake.addChannel('incidents');
    await mattermost.send({ channel: id }, card('x'), { key: 'k' });
    const [post] = fake.posts(id);
    expect(JSON.stringify(post)).toContain('"seal"');
    expect(JSON.stringify(clientPost(post!))).not.toMatch(/seal|integration/);
  });

  it('seals the buttons of a card anew when it changes, by ids that say what they do', async () => {
    const { id } = fake.addChannel('incidents');
    const ref = await mattermost.send({ channel: id }, card('x'), { key: 'k' });
    const ids = () =>
      (fake.posts(id)[0]?.props.attachments ?? []).flatMap(({ actions }) =>
        (actions ?? []).map((a) => [a.name, a.id]),
      );
    const before = new Map(ids() as [string, string][]);
    const { elements = [] } = card('x');
    await mattermost.update(ref, { ...card('x'), elements: elements.slice(1) });
    expect(ids()).toEqual([
      ['Resolve', before.get('Resolve')],
      ['Severity', before.get('Severity')],
    ]);
  });
});

describe('private replies', () => {
  it('are refused unless they are set up, so that they go directly', async () => {
    expect(mattermost.capabilities.privateReplies).toBe(false);
    const { id } = fake.addChannel('x');
    const ana = fake.addUser('ana');
    const error = await refusal(
      mattermost.sendPrivately(id, ana.id, hello, { key: 'k' }),
      'operation_not_supported',
    );
    expect(error.message).toContain('privateReplies');
  });

  it('say which right the bot lacks', async () => {
    fake.state.rights.clear();
    const { id } = fake.addChannel('x');
    const whisper = made({ privateReplies: 'ephemeral' }).sendPrivately(id, fake.addUser('ana').id, hello, {
      key: 'k',
    });
    await refusal(whisper, 'permission_denied');
  });
});

describe('people of Mattermost', () => {
  it('have a verified address only where the server lets nobody in without one', async () => {
    const ana = fake.addUser('ana', { first_name: 'Ana', last_name: 'Lima' });
    expect(await mattermost.findUser(ana.id)).toEqual({
      id: ana.id,
      name: 'Ana Lima',
      verifiedEmail: ana.email,
    });
    fake.state.config.RequireEmailVerification = 'false';
    expect(await made().findUser(ana.id)).toEqual({ id: ana.id, name: 'Ana Lima' });
  });

  it('live where they say, or where their browser is', async () => {
    const ana = fake.addUser('ana');
    const zones = { automaticTimezone: 'Europe/Madrid', manualTimezone: 'Asia/Tokyo' };
    const zone = async (timezone: object) =>
      (await mattermost.findUser(Object.assign(ana, { timezone }).id)).timeZone;
    expect(await zone({ ...zones, useAutomaticTimezone: 'true' })).toBe('Europe/Madrid');
    expect(await zone({ ...zones, useAutomaticTimezone: 'false' })).toBe('Asia/Tokyo');
    expect(await zone({ useAutomaticTimezone: true, automaticTimezone: '', manualTimezone: '' })).toBe(
      undefined,
    );
  });

  it('have none that is trusted as guests, as bots and from another server', async () => {
    const guest = fake.addUser('guest', { roles: 'system_guest' });
    const bot = fake.addUser('bot', { is_bot: true });
    const remote = fake.addUser('remote', { remote_id: 'r1' });
    expect(await mattermost.findUser(guest.id)).not.toHaveProperty('verifiedEmail');
    expect(await made({ guestsByEmail: true }).findUser(guest.id)).toMatchObject({
      verifiedEmail: guest.email,
    });
    expect(await mattermost.findUser(bot.id)).not.toHaveProperty('verifiedEmail');
    expect(await mattermost.findUser(remote.id)).toEqual({ id: remote.id, name: 'remote', outsider: true });
  });

  it('are gone when they are deactivated; a disabled bot is told so', async () => {
    const ana = fake.addUser('ana');
    ana.delete_at = 1;
    await refusal(mattermost.findUser(ana.id), 'user_not_found');
    fake.state.bot.delete_at = 1;
    expect((await refusal(mattermost.connect(), 'authentication_failed')).message).toContain('Bot Accounts');
  });

  it('are mentioned by name, looked up once, and shown by name when they are not found', async () => {
    const { id } = fake.addChannel('x');
    const ana = fake.addUser('ana');
    const mention = note([{ user: ana.id, name: 'Ana' }], 'Ana');
    await mattermost.send({ channel: id }, mention, { key: 'a' });
    await mattermost.send({ channel: id }, mention, { key: 'b' });
    expect(fake.seen(id).map(({ pings }) => pings)).toEqual([[ana.id], [ana.id]]);
    expect(routes().filter((route) => route === 'GET /users/:user')).toHaveLength(1);
    fake.state.users.delete(ana.id);
    await made().send({ channel: id }, mention, { key: 'c' });
    expect(fake.seen(id).at(-1)).toMatchObject({ text: '@Ana', pings: [] });
  });
});

describe('other things', () => {
  it('a trigger opens a form for whom it was made, for three seconds', async () => {
    const ana = fake.addUser('ana');
    const modal = { id: 'm', title: 'T', submit: 'S', inputs: [], context: {} };
    const trigger = fake.state.addTrigger(ana.id);
    await mattermost.openModal(trigger, modal);
    expect(fake.state.dialogs).toMatchObject([{ user: ana.id }]);
    fake.state.now = () => Date.now() + 4000;
    await refusal(mattermost.openModal(trigger, modal), 'message_rejected');
    await refusal(mattermost.openModal('no trigger', modal), 'message_rejected');
  });

  it('bookmarks need a licence', async () => {
    fake.state.licensed = false;
    const { id } = fake.addChannel('x');
    const error = await refusal(
      made({ bookmarks: true }).bookmark(id, 'INC-7', 'https://muster.example'),
      'operation_not_supported',
    );
    expect(error.message).toContain('bookmarks');
  });

  it('the bot must be in the team', async () => {
    await refusal(made({ teamName: 'other' }).connect(), 'channel_not_found');
    expect(await made({ teamName: undefined, teamId: fake.state.team.id }).connect()).toMatchObject({
      name: 'muster',
    });
  });

  it('keeps to the limit that the server has, when it has one', () => {
    expect(mattermost.lanes()).toEqual([]);
    expect(made({ requestsPerSecond: 10 }).lanes()).toEqual([{ name: 'all', everyMs: 300, burst: 3 }]);
  });
});
