import type { Destination } from '../provider.ts';

/** A limit of Discord: in the long run one use each `everyMs` milliseconds, after a pause `burst` at once. */
interface Limit {
  readonly name: string;
  readonly everyMs: number;
  readonly burst: number;
}

// https://docs.discord.com/developers/topics/rate-limits: 50 requests a second in all; the limit of each route comes
// with its answers, and the client keeps to those. These are what they have said for years, so that all processes
// together keep to them. Each has a use to spare: uses arrive somewhat later or earlier than they were sent.
const EVERYTHING: Limit = { name: 'all', everyMs: 34, burst: 20 };

/** Five messages in five seconds and channel. */
const posting = (channel: string): Limit => ({ name: `post:${channel}`, everyMs: 1667, burst: 2 });
const editing = (channel: string): Limit => ({ name: `edit:${channel}`, everyMs: 1667, burst: 2 });

/** Name and topic of a channel: twice in ten minutes. */
const naming = (channel: string): Limit => ({ name: `name:${channel}`, everyMs: 600_000, burst: 1 });

/**
 * Which of Discord's limits an operation draws on.
 * @param target a channel by its id where that is known, or a user.
 */
export function lanesOf(operation: string, target: Destination): readonly Limit[] {
  const where = 'channel' in target ? target.channel : `@${target.user}`;
  if (operation === 'send') return [EVERYTHING, posting(where)];
  if (operation === 'update') return [EVERYTHING, editing(where)];
  return operation === 'setTopic' ? [EVERYTHING, naming(where)] : [EVERYTHING];
}
