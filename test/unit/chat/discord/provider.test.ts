import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiscordProvider } from '../../../../src/chat/discord/provider.ts';
import { note } from '../../../../src/chat/message.ts';
import { card, refusal } from '../../../contract/expectations.ts';
import { startFakeDiscord, type FakeDiscord } from '../../../fakes/discord/fake.ts';
import { SEND, type FakeChannel, type FakeUser, type Guild } from '../../../fakes/discord/guild.ts';
import { providerFor } from './fixture.ts';

const MINUTE = 60_000;

let fake: FakeDiscord;
let guild: Guild;
let channel: FakeChannel;
let ana: FakeUser;
let provider: DiscordProvider;
beforeEach(async () => {
  fake = await startFakeDiscord();
  ({ guild } = fake);
  channel = guild.addChannel('incidents');
  ana = guild.addUser('ana');
  provider = providerFor(fake);
});
afterEach(() => fake.close());

const calls = (endpoint: string) => fake.calls.filter((one) => one.endpoint === endpoint);
const POST = 'POST /channels/:/messages';
const GET = 'GET /channels/:/messages/:';

describe('a message sent twice', () => {
  it('stands once: within minutes by its nonce, later by the address of its embed', async () => {
    const to = { channel: channel.id };
    const first = await provider.send(to, card('one'), { key: 'INC-7/declared/1' });
    expect(await provider.send(to, card('one'), { key: 'INC-7/declared/1' })).toEqual(first);
    expect(fake.seen('incidents')).toHaveLength(1);
    expect(String(calls(POST)[0]?.body['nonce'])).toMatch(/^[\w-]{24}$/);
    guild.nonces.clear();
    const later = providerFor(fake);
    expect(await later.find(to, 'INC-7/declared/1', Date.now() - MINUTE)).toEqual(first);
  });

  it('is found again by its address also where its text alone says it all', async () => {
    const to = { channel: channel.id };
    const said = note([{ bold: 'Ana' }, ' is on it'], 'INC-7: Ana is on it');
    const ref = await provider.send(to, said, { key: 'k' });
    expect(calls(POST)[0]?.body).toMatchObject({
      content: '**Ana** is on it',
      embeds: [{ description: '-# INC\\-7' }],
    });
    expect(await providerFor(fake).find(to, 'k', Date.now() - MINUTE)).toEqual(ref);
  });

  it('is looked for behind many others, and not among those of before', async () => {
    const to = { channel: channel.id };
    const ref = await provider.send(to, card('one'), { key: 'k' });
    for (let n = 0; n < 250; n += 1) guild.addMessage(channel, { author: ana.id, content: `${n}` });
    expect(await provider.find(to, 'k', Date.now() - MINUTE)).toEqual(ref);
    expect(calls('GET /channels/:/messages')).toHaveLength(3);
    expect(await provider.find(to, 'k', Date.now() + 10 * MINUTE)).toBeUndefined();
    expect(calls('GET /channels/:/messages')).toHaveLength(4);
  });

  it('is not mistaken for what somebody else wrote', async () => {
    const ref = await provider.send({ channel: channel.id }, card('one'), { key: 'k' });
    const { embeds } = guild.message(channel, ref.id);
    guild.addMessage(channel, { author: ana.id, embeds });
    expect(await provider.find({ channel: channel.id }, 'k', Date.now() - MINUTE)).toEqual(ref);
  });

  it('keeps its key when it is changed by another process, which asks for it once', async () => {
    const ref = await provider.send({ channel: channel.id }, card('one'), { key: 'k' });
    await provider.update(ref, card('two'));
    expect(calls(GET)).toHaveLength(0);
    const other = providerFor(fake);
    await other.update(ref, card('three'));
    await other.update(ref, card('four'));
    expect(calls(GET)).toHaveLength(1);
    expect(await other.find({ channel: channel.id }, 'k', Date.now() - MINUTE)).toEqual(ref);
  });
});

describe('a thread', () => {
  const line = note(['Ana is on it'], 'Ana is on it');

  it("is begun once, bears the card's heading, and is found by another process", async () => {
    const to = { channel: channel.id };
    const root = await provider.send(to, card('checkout is down'), { key: 'root' });
    await provider.send(to, line, { key: 'a', thread: root });
    await providerFor(fake).send(to, line, { key: 'b', thread: root });
    const [thread, ...others] = guild.threads(channel.id);
    expect(others).toEqual([]);
    expect(thread).toMatchObject({ id: root.id, name: '🔴 INC-7: checkout is down' });
    expect(thread?.messages).toHaveLength(2);
    expect(calls('POST /channels/:/messages/:/threads')).toHaveLength(1);
  });

  it('is not called by what changes of an incident', async () => {
    const to = { channel: channel.id };
    const headline = 'INC-7 SEV-1 open: checkout is down';
    const changing = { ...card('x'), summary: headline, heading: headline };
    const root = await provider.send(to, changing, { key: 'root' });
    await provider.send(to, line, { key: 'a', thread: root });
    expect(guild.threads(channel.id)).toMatchObject([{ name: 'INC-7: checkout is down' }]);
  });

  it('is begun by one of two who come at once', async () => {
    const to = { channel: channel.id };
    const root = await provider.send(to, card('x'), { key: 'root' });
    await Promise.all(['a', 'b'].map((key) => providerFor(fake).send(to, line, { key, thread: root })));
    expect(guild.threads(channel.id)[0]?.messages).toHaveLength(2);
  });

  it('shows a loud line in the channel too, where alone it notifies', async () => {
    const to = { channel: channel.id };
    const root = await provider.send(to, card('x'), { key: 'root' });
    const loud = note([{ user: ana.id, name: 'Ana' }, ' come'], 'Ana, come');
    const ref = await provider.send(to, loud, { key: 'k', thread: root, alsoInChannel: true });
    const [, copy, own] = fake.seen('incidents');
    expect(copy).toMatchObject({ pings: [ana.id] });
    expect(copy).not.toHaveProperty('thread');
    expect(guild.message(channel, copy?.id ?? '').answers).toBe(root.id);
    expect(own).toMatchObject({ id: ref.id, thread: root.id, pings: [] });
    expect(await provider.find(to, 'k', Date.now() - MINUTE, root)).toEqual(ref);
  });

  it('where there can be none is an answer to the message', async () => {
    const place = guild.addChannel('a thread', { type: 11, parent: channel.id });
    const to = { channel: place.id };
    const root = await provider.send(to, card('x'), { key: 'root' });
    const ref = await provider.send(to, line, { key: 'k', thread: root });
    expect(guild.message(place, ref.id).answers).toBe(root.id);
    expect(await provider.find(to, 'k', Date.now() - MINUTE, root)).toEqual(ref);
  });

  it('of a message that is gone cannot be begun', async () => {
    const root = { channel: channel.id, id: '900000000000000003' };
    await refusal(
      provider.send({ channel: channel.id }, line, { key: 'k', thread: root }),
      'message_not_found',
    );
  });
});

describe('a channel', () => {
  const request = {
    name: 'inc-7',
    private: false,
    topic: 'INC-7 *down*: see [x](https://x.example) @everyone',
  };

  it('stands in its category, and is moved to that of the archive', async () => {
    const [category, archive] = ['now', 'then'].map((name) => guild.addChannel(name, { type: 4 }));
    const moving = providerFor(fake, { categoryId: category!.id, archiveCategoryId: archive!.id });
    const { id } = await moving.createChannel(request);
    expect(guild.channels.get(id)?.parent).toBe(category?.id);
    await moving.archive(id);
    expect(guild.channels.get(id)?.parent).toBe(archive?.id);
  });

  it('is archived where it stands when the category of the archive is full', async () => {
    const archive = guild.addChannel('then', { type: 4 });
    for (let n = 0; n < 50; n += 1) guild.addChannel(`old-${n}`, { parent: archive.id });
    const moving = providerFor(fake, { archiveCategoryId: archive.id });
    const { id } = await moving.createChannel(request);
    await moving.archive(id);
    const found = guild.channels.get(id)!;
    expect(found.parent).toBeNull();
    expect(guild.denies(found, guild.id, SEND)).toBe(true);
  });

  it('is still seen by those who saw it, once it is archived, and written in by nobody', async () => {
    const { id } = await provider.createChannel({ ...request, private: true });
    await provider.invite(id, [ana.id]);
    await provider.archive(id);
    const found = guild.channels.get(id)!;
    expect(guild.isPrivate(found)).toBe(true);
    expect(guild.allows(found, ana.id, 1n << 10n)).toBe(true);
    expect(guild.allows(found, ana.id, SEND)).toBe(false);
    expect(
      (await refusal(provider.send({ channel: id }, card('x'), { key: 'k' }), 'channel_not_found')).message,
    ).toContain('is archived');
  });

  it('of which the right is missing is not taken for archived', async () => {
    const overwrites = [{ id: guild.id, type: 0, allow: '0', deny: String(1n << 10n) }];
    const hidden = guild.addChannel('hidden', { overwrites });
    await refusal(provider.send({ channel: hidden.id }, card('x'), { key: 'k' }), 'permission_denied');
  });

  it('reads its topic back as it was set', async () => {
    const { id } = await provider.createChannel(request);
    expect(guild.channels.get(id)?.topic).toContain('\\[x\\]');
    expect(await provider.findChannel(id)).toMatchObject({ topic: request.topic });
  });

  it('of another server is not found', async () => {
    fake.failNext('GET /channels/:', { status: 404, code: 10003, message: 'Unknown Channel' });
    await refusal(provider.findChannel(channel.id), 'channel_not_found');
    const elsewhere = providerFor(fake, { guildId: '900000000000000009' });
    await refusal(elsewhere.findChannel(channel.id), 'channel_not_found');
  });
});

describe('people', () => {
  it('who are no members are outsiders', async () => {
    const zoe = guild.addUser('zoe', { member: false });
    expect(await provider.findUser(zoe.id)).toEqual({ id: zoe.id, name: 'Zoe', outsider: true });
    await refusal(provider.invite(channel.id, [zoe.id]), 'user_not_found');
  });

  it('who take no direct messages cannot be reached', async () => {
    ana.reachable = false;
    const { message } = await refusal(
      provider.send({ user: ana.id }, card('x'), { key: 'k' }),
      'permission_denied',
    );
    expect(message).toContain('allow direct messages');
  });
});

describe('reading', () => {
  it('asks for the intent where Discord shows nothing', async () => {
    guild.messageContent = false;
    const { id } = guild.addMessage(channel, { author: ana.id, content: 'down' });
    const { message } = await refusal(provider.read({ channel: channel.id, id }), 'permission_denied');
    expect(message).toContain('Message Content Intent');
  });
});

describe('the commands', () => {
  const PUT = 'PUT /applications/:/guilds/:/commands';

  it('are registered at the first connection, and not again while they are the same', async () => {
    await provider.connect();
    expect(calls(PUT)).toHaveLength(1);
    await providerFor(fake).connect();
    expect(calls(PUT)).toHaveLength(1);
    guild.commands = guild.commands.slice(1);
    await provider.connect();
    expect(calls(PUT)).toHaveLength(2);
    expect(guild.commands).toHaveLength(3);
  });

  it('are not asked for by a check of the health', async () => {
    await provider.health();
    expect(fake.calls.map(({ endpoint }) => endpoint)).toEqual(['GET /users/:']);
  });
});
