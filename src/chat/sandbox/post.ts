import { createHash } from 'node:crypto';
import type { SandboxMessage } from './store.ts';

/** @returns the id of the message that is sent with this key: the same key, the same message. */
export function messageId(channel: string, key: string, privatelyTo = ''): string {
  return createHash('sha256')
    .update(JSON.stringify([channel, privatelyTo, key]))
    .digest('base64url')
    .slice(0, 22);
}

const STEPS = 1000;

/** @returns a function that gives each message its place: by time, and within one millisecond by turn. */
export function createOrder(): (now: number) => number {
  let last = 0;
  return (now) => (last = Math.max(now * STEPS, last + 1));
}

/** Makes the record of a message. @param at epoch milliseconds. */
export function post(
  what: Pick<SandboxMessage, 'id' | 'channel' | 'author' | 'view' | 'at' | 'order'>,
  where: {
    thread?: string | undefined;
    alsoInChannel?: boolean | undefined;
    visibleTo?: string | undefined;
  } = {},
): SandboxMessage {
  return {
    ...what,
    inChannel: where.thread === undefined || where.alsoInChannel === true,
    ...(where.thread !== undefined && { thread: where.thread }),
    ...(where.visibleTo !== undefined && { visibleTo: where.visibleTo }),
  };
}
