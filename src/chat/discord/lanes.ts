import { laneOf, type Lane } from '../lane.ts';
import type { Destination, PacedOperation } from '../provider.ts';

// https://docs.discord.com/developers/topics/rate-limits: 50 requests a second in all; the limit of each route comes
// with its answers, and the client keeps to those. These are what they have said for years, so that all processes
// together keep to them.
const SECOND_MS = 1_000;
/** Most operations make one request or two; the first line of a thread makes four. */
const REQUESTS = 2;
const EVERYTHING: Lane = laneOf('all', 50 / REQUESTS, SECOND_MS, 10);

/** Five messages in five seconds and channel. */
const posting = (channel: string): Lane => laneOf(`post:${channel}`, 5, 5 * SECOND_MS, 2);
const editing = (channel: string): Lane => laneOf(`edit:${channel}`, 5, 5 * SECOND_MS, 2);

/**
 * Name and topic of a channel: twice in ten minutes. Only topics draw on it, which are quiet, and a third of a burst is
 * for those.
 */
const naming = (channel: string): Lane => ({ name: `name:${channel}`, everyMs: 600 * SECOND_MS, burst: 4 });

/**
 * Which of Discord's limits an operation draws on.
 * @param target a channel by its id where that is known, or a user.
 */
export function lanesOf(operation: PacedOperation, target: Destination): readonly Lane[] {
  const where = 'channel' in target ? target.channel : `@${target.user}`;
  switch (operation) {
    case 'send':
      return [EVERYTHING, posting(where)];
    case 'update':
      return [EVERYTHING, editing(where)];
    case 'setTopic':
      return [EVERYTHING, naming(where)];
    case 'sendPrivately':
    case 'createChannel':
    case 'invite':
    case 'pin':
    case 'bookmark':
    case 'archive':
      return [EVERYTHING];
  }
}
