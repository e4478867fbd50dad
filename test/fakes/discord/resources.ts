import type { FakeChannel, FakeMessage, FakeUser, Guild, Json } from './guild.ts';

/** @returns a user object (https://docs.discord.com/developers/resources/user#user-object). */
export function userObject(user: FakeUser): Json {
  const { id, username, global_name, bot } = user;
  return { id, username, global_name, discriminator: '0', avatar: null, ...(bot && { bot }) };
}

/** @returns a guild member object (https://docs.discord.com/developers/resources/guild#guild-member-object). */
export function memberObject(user: FakeUser): Json {
  return { user: userObject(user), nick: user.nick, roles: [], joined_at: '2024-01-01T00:00:00Z', flags: 0 };
}

/** @returns a channel object (https://docs.discord.com/developers/resources/channel#channel-object). */
export function channelObject(guild: Guild, channel: FakeChannel): Json {
  const { id, type, name, topic, parent, overwrites, recipient, archived = false, locked = false } = channel;
  if (recipient !== undefined) return { id, type, recipients: [userObject(guild.user(recipient))] };
  return {
    id,
    type,
    guild_id: guild.id,
    name,
    topic: topic || null,
    parent_id: parent,
    ...(type === 11 || type === 12
      ? { thread_metadata: { archived, locked } }
      : { permission_overwrites: overwrites }),
    position: 0,
  };
}

/**
 * @returns a message object (https://docs.discord.com/developers/resources/message#message-object). Without the intent
 * the bot sees of others' messages only that they are there.
 */
export function messageObject(guild: Guild, message: FakeMessage): Json {
  const { id, channel_id, content, embeds, components, attachments, flags, pinned } = message;
  const author = guild.user(message.author);
  const named = [...content.matchAll(/<@!?(\d+)>/g)].flatMap(([, user = '']) => guild.users.get(user) ?? []);
  const direct = guild.channels.get(channel_id)?.recipient !== undefined;
  const readable = guild.messageContent || author === guild.bot || direct || named.includes(guild.bot);
  return {
    id,
    channel_id,
    author: userObject(author),
    content: readable ? content : '',
    embeds: readable ? embeds : [],
    components: readable ? components : [],
    attachments: readable ? attachments : [],
    mentions: named.map(userObject),
    timestamp: '2026-01-01T00:00:00Z',
    type: 0,
    flags,
    pinned,
  };
}
