import { note, type Message } from '../chat/message.ts';
import { refusalOf } from './errors.ts';
import { Unsure } from './unavailable.ts';

const UNSURE =
  'look with `/im list` or `/im status` before you declare again; any other command may simply be repeated.';

/**
 * What a person is told whose doing met a part of Muster that is away, on platforms that will not send it again.
 * @param failure what {@link isAway} holds for.
 */
export function notTaken(failure: unknown): Message {
  const why = refusalOf(failure).message;
  const text =
    failure instanceof Unsure
      ? `It is not known whether Muster took that: ${UNSURE} ${why}`
      : `Muster did NOT take that; nothing has been done. ${why}`;
  return note([text], text);
}

/**
 * What a person is told who was promised an answer that nobody lived to give.
 * @param what that they did, without secrets; undefined where it cannot be said in words.
 */
export function interrupted(what: string | undefined): Message {
  const that = what === undefined ? 'what you did' : `“${what}”`;
  const text = `Muster was interrupted before it could answer you. It is not known whether it took ${that}: ${UNSURE}`;
  return note([text], text);
}
