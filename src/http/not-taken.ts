import { note, type Message } from '../chat/message.ts';
import { refusalOf } from './errors.ts';
import { Unsure } from './unavailable.ts';

/**
 * What a person is told whose doing met a part of Muster that is away, on platforms that will not send it again.
 * @param failure what {@link isAway} holds for.
 */
export function notTaken(failure: unknown): Message {
  const why = refusalOf(failure).message;
  const text =
    failure instanceof Unsure
      ? `It is not known whether Muster took that: look with \`/im list\` or \`/im status\` before you declare again; any other command may simply be repeated. ${why}`
      : `Muster did NOT take that; nothing has been done. ${why}`;
  return note([text], text);
}
