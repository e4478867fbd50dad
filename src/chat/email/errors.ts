import { ChatError, type ChatErrorCode } from '../error.ts';
import type { Destination } from '../provider.ts';

/** What nodemailer says of a failure (https://nodemailer.com/errors). */
interface SmtpFailure {
  readonly code?: string;
  /** The SMTP command at which it happened: CONN, EHLO, AUTH, MAIL FROM, RCPT TO, DATA. */
  readonly command?: string;
  /** Of the system's, where it failed: connect. */
  readonly syscall?: string;
  readonly message?: string;
  /** Of the server's answer (RFC 5321, section 4.2). */
  readonly responseCode?: number;
}

type Row = readonly [code: ChatErrorCode, remedy: string];

const SERVER = 'check host and port, and that the server is up';
const SIGN_IN = 'check user and password';
const ADDRESS = 'check the address in the configuration';
const WAIT = 'the server asks to try again later';
const CONTENT = 'the server refuses the message: ask its administrators';

/**
 * How long to wait after a server said that it takes nothing now. A page is given a minute before it goes elsewhere: with
 * a longer wait it would not be tried a second time.
 */
const LATER_MS = 20_000;

/** What failed: whether a message was on its way, and to whom. */
export interface Attempt {
  readonly sending?: boolean;
  readonly to?: Destination;
}

function rowOf(failure: SmtpFailure, { sending: mayHaveSent = false, to }: Attempt): Row {
  const { code, command, syscall, responseCode: status, message = '' } = failure;
  // Nothing is said to a server for whose certificate nobody vouches.
  const untrusted = /certificate|\bCERT_|wrong version number/i.test(message);
  if (code === 'EAUTH' || code === 'ENOAUTH' || status === 530 || status === 534 || status === 535) {
    return status !== undefined && status < 500 ? ['rate_limited', WAIT] : ['authentication_failed', SIGN_IN];
  }
  if (code === 'ETLS') return ['connection_failed', 'the server offers no encryption: check `encryption`'];
  // 4yz: it was not done, and may succeed later. 421: the server is closing.
  if (status === 421) return ['connection_failed', SERVER];
  if (status !== undefined && status >= 400 && status < 500) return ['rate_limited', WAIT];
  if (command === 'MAIL FROM') return ['permission_denied', 'check `from`'];
  if (code === 'EENVELOPE' || command === 'RCPT TO')
    return [to && 'channel' in to ? 'channel_not_found' : 'user_not_found', ADDRESS];
  if (status !== undefined && status >= 500) return ['message_rejected', CONTENT];
  // Of a connection that breaks the library does not say how far it had come: the server may have the message.
  const before = syscall === 'connect' || code === 'EDNS' || code === 'EPROTOCOL' || untrusted;
  if (mayHaveSent && !before) return ['outcome_unknown', 'it will be tried again'];
  return ['connection_failed', SERVER];
}

/**
 * @param what which instance failed; no address or password gets into the message.
 */
export function toChatError(cause: unknown, what: string, attempt: Attempt = {}): ChatError {
  if (cause instanceof ChatError) return cause;
  const failure: SmtpFailure = cause instanceof Error ? cause : {};
  const [code, remedy] = rowOf(failure, attempt);
  const said = [failure.code, failure.command, failure.responseCode].filter((part) => part !== undefined);
  const message = `${what}: the mail server failed (${said.join(' ') || 'no reason'}): ${remedy}.`;
  return new ChatError(code, message, {
    cause,
    ...(code === 'rate_limited' && { retryAfterMs: LATER_MS }),
  });
}
