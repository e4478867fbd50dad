import { createHmac, timingSafeEqual } from 'node:crypto';
import { ChatError } from '../error.ts';

/** Header in which the page sends its token. A header of one's own also keeps other sites' forms out. */
export const PAGE_TOKEN_HEADER = 'x-muster-page-token';

/** How long a page may go on without fetching a new token, in milliseconds. */
export const PAGE_TOKEN_LIFETIME_MS = 12 * 60 * 60 * 1000;
/** Clocks of two servers may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

function signature(secret: string, instance: string, issuedAt: string): Buffer {
  return createHmac('sha256', secret).update(`sandbox page\n${instance}\n${issuedAt}`).digest();
}

/**
 * @param now epoch milliseconds.
 * @returns a token for pages of this instance, which only a page of the same origin can read.
 */
export function pageToken(secret: string, instance: string, now: number): string {
  return `${now}.${signature(secret, instance, String(now)).toString('hex')}`;
}

/**
 * Verifies that a request comes from one of our own pages, not from another site in the same browser.
 * @param now epoch milliseconds.
 * @throws ChatError `authentication_failed` without a secret; `invalid_webhook` when the token is missing, forged or old.
 */
export function verifyPageToken(
  secret: string,
  instance: string,
  token: string | undefined,
  now: number,
): void {
  if (secret === '') {
    const message = `The sandbox ${instance} has no secret, so that no page can be believed. Check the document store (MONGODB_URI).`;
    throw new ChatError('authentication_failed', message);
  }
  const [, issuedAt, hex] = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(token ?? '') ?? [];
  const genuine =
    issuedAt !== undefined &&
    hex !== undefined &&
    timingSafeEqual(Buffer.from(hex, 'hex'), signature(secret, instance, issuedAt));
  if (!genuine) {
    throw new ChatError(
      'invalid_webhook',
      `The request does not come from a page of the sandbox ${instance}: open /sandbox again.`,
    );
  }
  const age = now - Number(issuedAt);
  if (age > PAGE_TOKEN_LIFETIME_MS || age < -CLOCK_SKEW_MS) {
    throw new ChatError(
      'invalid_webhook',
      `The page of the sandbox ${instance} was opened too long ago: load it again.`,
    );
  }
}
