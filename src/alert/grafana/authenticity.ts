import type { Verdict } from '../../inbox/delivery.ts';
import type { Arrival } from '../../inbox/source.ts';
import { hexHmac, madeWith } from '../../signature/shared-secret.ts';

/** How far a timestamp may lie from now, in seconds, before and after. */
const WINDOW = 5 * 60;

export interface SignatureSettings {
  readonly signingSecret: string;
  readonly previousSigningSecret?: string | undefined;
  readonly signatureHeader: string;
  /** Absent: the signature is of the body alone. */
  readonly timestampHeader?: string | undefined;
}

/** @returns what Grafana writes into its signature header. @param timestamp epoch seconds, as in the header. */
export function grafanaSignature(secret: string, body: Uint8Array, timestamp?: string): string {
  return hexHmac(
    secret,
    timestamp === undefined ? body : Buffer.concat([Buffer.from(`${timestamp}:`), body]),
  );
}

/**
 * Verifies the HMAC of a webhook contact point.
 * @param now epoch milliseconds.
 * Sources: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/#hmac-signature,
 * grafana/alerting `http/hmac.go`.
 */
export function verifyGrafana(
  { headers, body }: Arrival,
  { signingSecret, previousSigningSecret, signatureHeader, timestampHeader }: SignatureSettings,
  now: number,
): Verdict {
  const signature = headers[signatureHeader.toLowerCase()];
  if (!signature) return refused(`the header ${signatureHeader} is missing`);
  let timestamp: string | undefined;
  if (timestampHeader !== undefined) {
    timestamp = headers[timestampHeader.toLowerCase()];
    if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp))
      return refused(`the header ${timestampHeader} has no timestamp`);
    const age = Math.round(now / 1_000 - Number(timestamp));
    if (Math.abs(age) > WINDOW)
      return refused(`the timestamp is ${age} s old; look at the clocks of both machines`);
  }
  const expected = (secret: string) => grafanaSignature(secret, body, timestamp);
  if (madeWith(signature.trim(), [signingSecret, previousSigningSecret], expected))
    return { verified: true, by: 'signature' };
  return refused('the signature does not match; compare signingSecret with Secret of the contact point');
}

function refused(reason: string): Verdict {
  return { verified: false, reason };
}
