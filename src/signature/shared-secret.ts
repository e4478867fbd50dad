import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** What a sender and Muster both know: the present secret, and while it is being replaced the one before. */
export type Secrets = readonly (string | undefined)[];

/** @returns whether two texts are the same, by digests: neither their contents nor their lengths tell anything by the time taken. */
export function same(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected));
}

/** @returns what texts are compared by. */
export function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** @returns an HMAC-SHA256 in lower-case hexadecimal. @param body raw bytes. */
export function hexHmac(secret: string | Uint8Array, body: Uint8Array): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/**
 * Is what came with a request what one of the secrets makes?
 * @param given a signature or token; undefined where none came, which nothing makes good.
 * @param secrets where none is set, nobody is believed.
 * @param expected what the sender would have sent with a secret: the secret itself for a token.
 */
export function madeWith(
  given: string | undefined,
  secrets: Secrets,
  expected: (secret: string) => string,
): boolean {
  const live = secrets.filter((secret) => secret !== undefined && secret !== '') as string[];
  // Every secret is tried, so that the time taken does not tell which one is live.
  const matches = live.map((secret) => same(given ?? '', expected(secret)));
  return given !== undefined && given !== '' && matches.includes(true);
}
