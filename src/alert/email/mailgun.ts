import { createHmac } from 'node:crypto';
import type { Verdict } from '../../inbox/delivery.ts';
import type { Arrival } from '../../inbox/source.ts';
import { madeWith, type Secrets } from '../../signature/shared-secret.ts';
import { formOf, textIn } from './form.ts';

/** How far a timestamp may lie from now, in seconds: Mailgun tries again for eight hours, with the signature of the first time. */
const WINDOW = 9 * 3_600;

/**
 * Verifies what Mailgun signs: a timestamp and a token, not the mail itself, so the address stays secret.
 * @param now epoch milliseconds.
 * Source: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 */
export async function verifyMailgun(
  { headers, body }: Arrival,
  keys: Secrets,
  now: number,
): Promise<Verdict> {
  const type = headers['content-type'] ?? '';
  const form = await formOf({ headers: { 'content-type': type }, body }).catch(() => undefined);
  const [timestamp, token, signature] = ['timestamp', 'token', 'signature'].map((name) =>
    form === undefined ? undefined : textIn(form, name),
  );
  if (timestamp === undefined || token === undefined || signature === undefined)
    return { verified: false, reason: 'one of the fields timestamp, token and signature is missing' };
  const age = Math.round(now / 1_000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(age) > WINDOW)
    return { verified: false, reason: `the timestamp is ${age} s old; look at this machine's clock` };
  const expected = (key: string) =>
    createHmac('sha256', key)
      .update(timestamp + token)
      .digest('hex');
  if (madeWith(signature.toLowerCase(), keys, expected)) return { verified: true, by: 'signature' };
  const reason = 'the signature does not match; compare signingKey with HTTP webhook signing key of Mailgun';
  return { verified: false, reason };
}
