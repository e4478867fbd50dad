import type { Delivery } from '../chat/delivery.ts';
import type { Answer } from '../chat/inbound.ts';
import type { Message } from '../chat/message.ts';
import type { Doing } from './understanding.ts';

/** What is said in answer. */
export type Spoken = Extract<Answer, { kind: 'message' }>;

/** @returns a message for whoever asked alone. */
export const privately = (message: Message): Spoken => ({ kind: 'message', message, visible: 'privately' });

/** @returns an answer as a message of its own, sent once however often the delivery comes. */
export function reply(
  tenant: string,
  instance: string,
  inbound: Doing,
  { message, visible }: Spoken,
): Delivery {
  const thread = inbound.kind === 'mention' ? inbound.thread : undefined;
  const { channel } = inbound;
  const user = inbound.user.id;
  return {
    key: `${tenant}:reply:${instance}:${inbound.deliveryId}`,
    tenant,
    instance,
    // What was done on a page of no channel, or for nobody else's eyes, is answered directly.
    ...(channel === undefined ? { to: { user } } : { to: { channel } }),
    message,
    ...(channel !== undefined && visible === 'privately' && { privatelyTo: user }),
    ...(thread && { thread }),
  };
}
