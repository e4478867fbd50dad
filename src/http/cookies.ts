import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { CookieOptions, Request } from 'express';

/** What the cookies of the pages are called over an encrypted connection and without one. */
function nameOf(what: string, secure: boolean): string {
  // RFC 6265bis, 4.1.3.2: no neighbour and no unencrypted connection can set a cookie of such a name.
  return secure ? `__Host-muster_${what}` : `muster_${what}`;
}

/** @returns the value of a cookie of a request; undefined when it has none of this very name. */
export function cookieOf(request: Request, name: string): string | undefined {
  for (const pair of (request.get('cookie') ?? '').split(/;\s*/)) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at) === name) return pair.slice(at + 1);
  }
  return undefined;
}

/** @returns the names of the cookies of a request that begin so, in its order. */
export function cookiesNamed(request: Request, lead: string): string[] {
  return (request.get('cookie') ?? '')
    .split(/;\s*/)
    .map((pair) => pair.slice(0, Math.max(0, pair.indexOf('='))))
    .filter((name) => name.startsWith(lead) && /^[\w-]+$/.test(name));
}

/** One of our cookies, by the kind of connection. */
export interface Cookie {
  readonly name: string;
  readonly options: CookieOptions;
}

/**
 * @param what such as `session`.
 * @param baseUrl address for people: whether it is encrypted says whether the cookie needs an encrypted connection.
 */
export function cookieFor(what: string, request: Request, baseUrl: string): Cookie {
  const secure = request.secure || baseUrl.startsWith('https:');
  return {
    name: nameOf(what, secure),
    // Lax, not strict: people come from links in chat. What changes something needs a token of the page besides.
    options: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
  };
}

/** @returns 256 random bits, for a browser alone to know. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** @returns what the store knows a secret by, hexadecimal; a secret has too much entropy to be guessed. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** @returns what the forms of a session's pages carry: another site can send the cookie, but does not know this. */
export function formTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('forms').digest('base64url');
}
