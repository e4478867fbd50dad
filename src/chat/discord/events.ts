import { exclaimed } from '../exclaimed.ts';
import type { Inbound } from '../inbound.ts';
import { typed } from './decode.ts';
import { conforming, messageEvent, reactionEvent } from './payload.ts';
import { ignored, readInteraction } from './read.ts';
import { nameOf } from './resources.ts';

/** Whose events are meant. */
export interface Listening {
  /** User id of the bot. */
  readonly bot: string;
  readonly guild: string;
}

const ELSEWHERE = 'it comes from another server';

/** @returns a message that mentions Muster, that is written to it directly, or that begins with `!`. */
function readMessage(data: unknown, { bot, guild }: Listening): Inbound {
  const message = conforming(messageEvent, data, 'message');
  const { id, author, channel_id: channel, guild_id: where, content, member, webhook_id } = message;
  // An app that mentions Muster, or Muster itself, must not start a conversation without end.
  if (author.bot || author.id === bot || webhook_id !== undefined) return ignored('an app speaks');
  if (where !== undefined && where !== guild) return ignored(ELSEWHERE);
  const isMentioned = where === undefined || new RegExp(`<@!?${bot}>`).test(content);
  const sentence = isMentioned ? undefined : exclaimed(content);
  if (!isMentioned && sentence === undefined) return ignored('Muster is not meant');
  const outsider = where === undefined ? { outsider: true } : {};
  return {
    kind: 'mention',
    deliveryId: id,
    user: { id: author.id, name: nameOf(author, member?.nick), ...outsider },
    text: typed(sentence ?? content, bot),
    ...(sentence !== undefined && { exclaimed: true as const }),
    channel,
  };
}

function readReaction(data: unknown, { bot, guild }: Listening): Inbound {
  const event = conforming(reactionEvent, data, 'reaction');
  const { user_id: user, message_id: message, channel_id: channel, member, emoji } = event;
  if (event.guild_id !== guild) return ignored(ELSEWHERE);
  if (user === bot || member?.user.bot || !emoji.name) return ignored('an app reacts');
  return {
    kind: 'reaction',
    deliveryId: `${message}:${user}:${emoji.name}`,
    user: { id: user, name: member ? nameOf(member.user, member.nick) : user },
    emoji: emoji.name,
    message: { channel, id: message },
    channel,
  };
}

/**
 * Reads an event of the gateway.
 * @param type its name, such as `MESSAGE_CREATE`.
 * @returns undefined for one that Muster did not ask for.
 * @throws ChatError `invalid_webhook` when fields are missing or of a wrong kind.
 */
export function readEvent(type: string, data: unknown, listening: Listening): Inbound | undefined {
  if (type === 'INTERACTION_CREATE') return readInteraction(data);
  if (type === 'MESSAGE_CREATE') return readMessage(data, listening);
  return type === 'MESSAGE_REACTION_ADD' ? readReaction(data, listening) : undefined;
}
