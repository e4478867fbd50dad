import { exclaimed } from '../exclaimed.ts';
import type { Inbound } from '../inbound.ts';
import { tidy } from '../lines.ts';
import {
  conforming,
  postedData,
  postedPost,
  reaction,
  reactionData,
  readJson,
  type PostedPost,
  type SocketMessage,
} from './payload.ts';

/** Who the bot is; its name is what people mention it by. */
export interface Bot {
  readonly id: string;
  readonly name: string;
}

function ignored(reason: string): Inbound {
  return { kind: 'ignored', reason };
}

/** Who writes on another server is known to its administrators alone. */
const standing = ({ remote_id: server }: { remote_id?: string | null | undefined }): { outsider?: true } =>
  server ? { outsider: true } : {};

const atBot = (bot: Bot): RegExp =>
  new RegExp(`(?<![\\w@])@${bot.name.replace(/[.-]/g, '\\$&')}(?![\\w-]|\\.\\w)[,:]?`, 'gi');

/** Another program that mentions Muster, or Muster itself, must not start a conversation without end. */
function byProgram({ props, user_id: user, type }: PostedPost, bot: Bot): boolean {
  const from = (name: string) => props?.[name] === 'true' || props?.[name] === true;
  return user === bot.id || type !== '' || from('from_bot') || from('from_webhook') || from('from_plugin');
}

function readPosted(data: unknown, bot: Bot): Inbound {
  const { post: json, channel_type: type, sender_name: sender } = conforming(postedData, data, 'event');
  const post = conforming(postedPost, readJson(json), 'post');
  return mentionIn(post, { type, sender }, bot);
}

/**
 * @param about the channel's type as Mattermost has it, and the author's name, as far as they are known.
 * @returns what a post says to the bot; `ignored` when it says nothing to it.
 */
export function mentionIn(
  post: PostedPost,
  about: { readonly type?: string | undefined; readonly sender?: string | undefined },
  bot: Bot,
): Inbound {
  const { type, sender } = about;
  if (byProgram(post, bot)) return ignored('a program speaks');
  const said = atBot(bot);
  // Whom the server notifies is no help: with `@channel` that is the bot, too, and nobody spoke to it.
  const isMentioned = type === 'D' || said.test(post.message);
  const sentence = isMentioned ? undefined : exclaimed(post.message);
  if (!isMentioned && sentence === undefined) return ignored('the message does not mention the bot');
  said.lastIndex = 0;
  return {
    kind: 'mention',
    deliveryId: post.id,
    user: { id: post.user_id, name: sender?.replace(/^@/, '') ?? post.user_id, ...standing(post) },
    text: tidy((sentence ?? post.message).replace(said, ' ')),
    ...(sentence !== undefined && { exclaimed: true as const }),
    channel: post.channel_id,
    thread: { channel: post.channel_id, id: post.root_id || post.id },
  };
}

function readReaction({ data, broadcast }: SocketMessage, bot: Bot): Inbound {
  const { reaction: json } = conforming(reactionData, data, 'event');
  const put = conforming(reaction, readJson(json), 'reaction');
  const channel = broadcast?.channel_id;
  if (put.user_id === bot.id) return ignored('the bot itself reacts');
  if (!channel) return ignored('the reaction belongs to no channel');
  return {
    kind: 'reaction',
    deliveryId: `${put.post_id}:${put.user_id}:${put.emoji_name}:${put.create_at}`,
    user: { id: put.user_id, name: put.user_id, ...standing(put) },
    emoji: put.emoji_name,
    message: { channel, id: put.post_id },
    channel,
  };
}

/**
 * Reads an event of the WebSocket (https://api.mattermost.com/#tag/WebSocket).
 * @throws ChatError `invalid_webhook` when fields are missing or of a wrong kind.
 */
export function readEvent(message: SocketMessage, bot: Bot): Inbound {
  if (message.event === 'posted') return readPosted(message.data, bot);
  if (message.event === 'reaction_added') return readReaction(message, bot);
  return ignored(`the event ${message.event ?? ''} asks for nothing`);
}

/** @returns the names that a text mentions, in lower case, without the `@`. */
export function namesIn(text: string): string[] {
  const found = [...text.matchAll(/(?<![\w@<])@([a-z0-9][a-z0-9._-]*)/gi)];
  return [...new Set(found.map(([, name = '']) => name.toLowerCase().replace(/[._-]+$/, '')))];
}

/** @param ids user ids by name. @returns the text with `<@id|name>` for who is known. */
export function withIds(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replace(/(?<![\w@<])@([a-z0-9][a-z0-9._-]*)/gi, (whole, said: string) => {
    // A name at the end of a sentence has a full stop behind it.
    const name = ids.has(said.toLowerCase()) ? said : said.replace(/[._-]+$/, '');
    const id = ids.get(name.toLowerCase());
    return id && /^[a-z0-9]{26}$/.test(id) ? `<@${id}|${name}>${said.slice(name.length)}` : whole;
  });
}
