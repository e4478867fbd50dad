import { createHmac } from 'node:crypto';
import { madeWith, type Secrets } from './shared-secret.ts';

/** How far a signature's time may lie from now, in seconds, before and after: as the libraries of Standard Webhooks have it. */
const WINDOW = 5 * 60;

/** How a secret is written: `whsec_` and base64 of at least 24 bytes, as the specification asks for. */
export const SECRET_PATTERN = /^whsec_(?:[A-Za-z0-9+/]{4}){8,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

interface Signed {
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes. */
  readonly body: Uint8Array;
}

/** @returns one signature as in `webhook-signature`. @param seconds epoch seconds, as in `webhook-timestamp`. */
export function standardSignature(secret: string, id: string, seconds: string, body: Uint8Array): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64')}`;
}

/**
 * Verifies a request that is signed by Standard Webhooks, version 1, symmetric.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @param now epoch milliseconds. @returns what is wrong with it, in words for admins; undefined when it is good.
 */
export function standardProblem(
  { headers, body }: Signed,
  secrets: Secrets,
  now: number,
): string | undefined {
  const id = headers['webhook-id'];
  const seconds = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (!id || !seconds || !signatures)
    return 'it is not signed: it has no header webhook-id, webhook-timestamp or webhook-signature';
  if (!/^\d{1,12}$/.test(seconds)) return 'its webhook-timestamp is no number of seconds';
  const age = Math.round(now / 1000 - Number(seconds));
  if (Math.abs(age) > WINDOW)
    return `its webhook-timestamp is ${age} s old; look at the clocks of both machines`;
  // Several, separated by spaces, while the sender itself replaces its secret.
  const good = signatures
    .split(' ', 10)
    .map((given) => madeWith(given, secrets, (secret) => standardSignature(secret, id, seconds, body)));
  return good.includes(true) ? undefined : 'its signature does not match';
}
