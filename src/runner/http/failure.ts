import type { HttpSettings } from './settings.ts';

/**
 * Every way in which a request can fail, with what may be concluded from it.
 * - `again`: whether the same may end otherwise later: never; always, as nothing was done; or it may, and the request may
 *   have been carried out all the same.
 */
export const HTTP_FAILURES = {
  bad_parameter: { again: 'never', meaning: 'a parameter cannot stand where a template has it' },
  forbidden_address: { again: 'never', meaning: 'the address is private, or without TLS' },
  forbidden_host: { again: 'never', meaning: 'the host is none of `hosts`' },
  name_not_found: { again: 'always', meaning: 'the name server knows no such host' },
  connection_refused: { again: 'always', meaning: 'nothing listens there' },
  not_connected: { again: 'always', meaning: 'there is no way to the server' },
  tls_failed: { again: 'never', meaning: 'the certificate cannot be trusted, or there is no TLS' },
  connection_broken: { again: 'perhaps', meaning: 'the connection broke before the whole answer came' },
  answer_unreadable: { again: 'perhaps', meaning: 'the answer is no HTTP, or its headers are too large' },
  timed_out: { again: 'perhaps', meaning: 'the answer took too long' },
  cancelled: { again: 'perhaps', meaning: 'the run was cancelled before the whole answer came' },
  redirected: { again: 'never', meaning: 'the server redirects where nothing is followed' },
  rate_limited: { again: 'always', meaning: 'the server asks to wait' },
  unexpected_status: { again: 'perhaps', meaning: 'the status is none of `expect`' },
} as const;

export type HttpFailureCode = keyof typeof HTTP_FAILURES;

/** A request that failed. The message is one line for people and holds no secret of the request. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly code: HttpFailureCode;

  constructor(code: HttpFailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'];

/** @returns whether the same request can come twice without a second effect (RFC 9110, section 9.2.2). */
export function isRepeatable({
  method,
  repeatable,
  idempotencyHeader,
}: Pick<HttpSettings, 'method' | 'repeatable' | 'idempotencyHeader'>): boolean {
  return repeatable || typeof idempotencyHeader === 'string' || IDEMPOTENT.includes(method);
}

/** @param status of the answer, where it is that by which it failed. @returns whether another attempt makes sense and does no harm. */
export function mayRepeat(code: HttpFailureCode, settings: HttpSettings, status?: number): boolean {
  const { again } = HTTP_FAILURES[code];
  if (again === 'never' || (again === 'perhaps' && !isRepeatable(settings))) return false;
  return code === 'cancelled' || settings.retry.on.some((one) => isOf(one, status));
}

/** @returns whether a status, or a failed connection where there is none, is one of those that are written so. */
export function isOf(written: string | number, status: number | undefined): boolean {
  if (status === undefined) return written === 'network';
  return written === status || written === `${Math.floor(status / 100)}xx`;
}
