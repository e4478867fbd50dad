import { ChatError, type ChatErrorCode } from '../error.ts';
import { ForbiddenAddress } from '../../outbound/public-address.ts';
import { causesOf, connectionCodes, notSent } from '../../transport/not-sent.ts';
import { retryAfterMs } from '../../transport/retry-after.ts';

type Row = readonly [code: ChatErrorCode, remedy: string];

/** How long a receiver is left alone that asks to wait without saying how long, in milliseconds. */
const USUAL_WAIT_MS = 30_000;

/** @param what which instance failed; neither its address nor what was answered gets into the message. */
export function toChatError(error: unknown, what: string): ChatError {
  if (error instanceof ChatError) return error;
  const forbidden = causesOf(error).find((one) => one instanceof ForbiddenAddress);
  if (forbidden) {
    const message = `${what}.url: ${forbidden.message}; name another one, or set privateAddresses where that is meant.`;
    return new ChatError('permission_denied', message, { cause: error });
  }
  const codes = connectionCodes(error);
  const [code, text]: Row =
    notSent(codes) !== undefined
      ? ['connection_failed', 'the receiver could not be reached: check url; it will be tried again']
      : ['outcome_unknown', 'the receiver did not answer; it will be tried again'];
  const reason = codes[0] === undefined ? '' : ` (${codes[0]})`;
  return new ChatError(code, `${what}: ${text}${reason}.`, { cause: error });
}

const STATUS: Readonly<Record<number, Row>> = {
  401: [
    'authentication_failed',
    'the receiver does not believe the signature: check signingSecret on both sides',
  ],
  403: [
    'authentication_failed',
    'the receiver does not believe the signature: check signingSecret on both sides',
  ],
  404: ['channel_not_found', 'the receiver knows no such address: check url'],
  408: ['outcome_unknown', 'the receiver took too long'],
  410: ['channel_not_found', 'the receiver wants no messages any more: check url'],
  429: ['rate_limited', 'the receiver asks to wait'],
};

/** @returns why an answer is none that takes the message; undefined when it is. @param now epoch milliseconds. */
export function refusal(
  response: { readonly status: number; readonly headers: { get(name: string): string | null } },
  what: string,
  now: number,
): ChatError | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const [code, remedy]: Row =
    STATUS[status] ??
    (status >= 500
      ? ['outcome_unknown', 'the receiver failed; it will be tried again']
      : status >= 300 && status < 400
        ? [
            'channel_not_found',
            'the receiver sends elsewhere, which is not followed: put that address into url',
          ]
        : ['message_rejected', 'the receiver refuses the message']);
  const wait =
    code === 'rate_limited'
      ? retryAfterMs(response.headers.get('retry-after'), now, USUAL_WAIT_MS)
      : undefined;
  return new ChatError(code, `${what}: ${remedy} (${status}).`, {
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}
