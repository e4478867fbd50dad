import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiscordProvider } from '../../../../src/chat/discord/provider.ts';
import { discordSettings } from '../../../../src/chat/discord/settings.ts';
import { note } from '../../../../src/chat/message.ts';
import { card, refusal } from '../../../contract/expectations.ts';
import { startFakeDiscord, type FakeDiscord } from '../../../fakes/discord/fake.ts';
import type { FakeChannel, FakeUser, Guild } from '../../../fakes/discord/guild.ts';
import { providerFor, settingsFor } from './fixture.ts';

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
  provider = providerFor(fake, { incidentRooms: 'thread' });
});
afterEach(() => fake.close());

const REQUEST = { name: 'INC-7 Checkout', private: false, topic: 'INC-7 is down', near: '#incidents' };

describe('an incident that has a thread', () => {
  it('has it in the channel where it is announced, or in that of the settings', async () => {
    const { id, name } = await provider.createChannel(REQUEST);
    expect(name).toBe('inc-7-checkout');
    expect(guild.channels.get(id)).toMatchObject({ type: 11, parent: channel.id });
    const war = guild.addChannel('war-room');
    const other = providerFor(fake, { incidentRooms: 'thread', threadsIn: 'war-room' });
    const made = await other.createChannel({ ...REQUEST, name: 'inc-8', private: true });
    expect(guild.channels.get(made.id)).toMatchObject({ type: 12, parent: war.id });
  });

  it('says what to set where it is announced nowhere', async () => {
    const { near: _, ...nowhere } = REQUEST;
    const error = await refusal(provider.createChannel(nowhere), 'channel_not_found');
    expect(error.message).toContain('chat.main-discord.threadsIn');
  });

  it('is found by name and id, and takes no second one of that name', async () => {
    const { id } = await provider.createChannel(REQUEST);
    await refusal(provider.createChannel(REQUEST), 'name_taken');
    const other = providerFor(fake, { incidentRooms: 'thread' });
    for (const named of ['inc-7-checkout', '#inc-7-checkout', id])
      expect(await other.findChannel(named)).toMatchObject({ id, name: 'inc-7-checkout' });
    await refusal(other.findChannel('#nothing'), 'channel_not_found');
  });

  it('shows card and story in it, each once, loud or not', async () => {
    const to = { channel: (await provider.createChannel(REQUEST)).id };
    const root = await provider.send(to, card('x'), { key: 'root' });
    const line = note(['Ana is on it'], 'Ana is on it');
    const ref = await provider.send(to, line, { key: 'k', thread: root, alsoInChannel: true });
    const there = guild.channels.get(to.channel)!;
    expect(there.messages).toHaveLength(2);
    expect(guild.message(there, ref.id).answers).toBe(root.id);
    expect(await provider.find(to, 'k', Date.now() - 60_000, root)).toEqual(ref);
    await provider.pin(root);
    expect(guild.message(there, root.id).pinned).toBe(true);
  });

  it('brings people in, says who cannot be, and has no topic', async () => {
    const { id } = await provider.createChannel(REQUEST);
    await refusal(provider.invite(id, ['900000000000000002', ana.id]), 'user_not_found');
    expect([...guild.channels.get(id)!.members!]).toEqual([guild.bot.id, ana.id]);
    await refusal(provider.setTopic(id, 'INC-7 is well'), 'operation_not_supported');
    expect(await provider.lanes('setTopic', { channel: id })).toEqual([]);
    expect(await provider.lanes('setTopic', { channel: channel.id })).not.toEqual([]);
    await provider.setTopic(channel.id, 'all incidents');
    expect(channel.topic).toBe('all incidents');
  });

  it('is closed for good with the incident, twice without complaint; then it counts as gone', async () => {
    const { id, name } = await provider.createChannel(REQUEST);
    await provider.archive(id);
    await provider.archive(id);
    expect(guild.channels.get(id)).toMatchObject({ archived: true, locked: true });
    await refusal(provider.findChannel(id), 'channel_not_found');
    await refusal(provider.findChannel(name), 'channel_not_found');
    await refusal(provider.send({ channel: id }, card('x'), { key: 'k' }), 'channel_not_found');
  });

  it('is still found when Discord laid it by because nobody wrote', async () => {
    const { id } = await provider.createChannel(REQUEST);
    guild.channels.get(id)!.archived = true;
    expect(await provider.findChannel(id)).toMatchObject({ id });
    await provider.send({ channel: id }, card('x'), { key: 'k' });
  });
});

it('a channel for threads means nothing where there are none', () => {
  const { issues = [] } = discordSettings.safeParse({ ...settingsFor(fake), threadsIn: '#x' }).error ?? {};
  expect(issues.map(({ path }) => path.join('.'))).toEqual(['threadsIn']);
});
