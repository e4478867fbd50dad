import type { Verdict } from '../inbox/delivery.ts';
import type { Arrival } from '../inbox/source.ts';
import { hexHmac, madeWith, type Secrets } from './shared-secret.ts';

/** @returns `sha256=` and the HMAC-SHA256 of a body in hexadecimal, as git servers and Jira sign it (WebSub). */
export function hubSignature(secret: string, body: Uint8Array): string {
  return `sha256=${hexHmac(secret, body)}`;
}

/**
 * Verifies that a delivery was signed with the secret of its webhook. The signature covers no time: what is sent again
 * is known by its delivery id.
 * @param header the name of the header that has it. @param server as people write it, for reasons.
 * @param secrets the present one and the one before.
 */
export function verifyHubSignature(
  { headers, body }: Arrival,
  header: string,
  server: string,
  secrets: Secrets,
): Verdict {
  const given = headers[header.toLowerCase()];
  const mend = `enter signingSecret as the secret of the webhook in ${server}`;
  if (!given) return { verified: false, reason: `it has no header ${header}: ${mend}` };
  return madeWith(given, secrets, (secret) => hubSignature(secret, body))
    ? { verified: true, by: 'signature' }
    : { verified: false, reason: `the signature does not match: ${mend}` };
}
