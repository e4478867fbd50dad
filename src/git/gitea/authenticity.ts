import type { Verdict } from '../../inbox/delivery.ts';
import type { Arrival } from '../../inbox/source.ts';
import { hexHmac, madeWith, type Secrets } from '../../signature/shared-secret.ts';

/**
 * Verifies that a delivery was signed with the webhook's secret: a hexadecimal HMAC-SHA256 with nothing before it. The signature covers no time: what is sent again is
 * known by its bytes.
 * @param secrets the webhook's and, while it is being replaced, the one before.
 * Source: https://docs.gitea.com/usage/webhooks
 */
export function verifyGitea({ headers, body }: Arrival, secrets: Secrets): Verdict {
  const signature = headers['x-gitea-signature'] ?? headers['x-forgejo-signature'];
  if (!signature)
    return {
      verified: false,
      reason: 'it is not signed: give the webhook its secret, the same as signingSecret',
    };
  if (madeWith(signature, secrets, (secret) => hexHmac(secret, body)))
    return { verified: true, by: 'signature' };
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true)
    return {
      verified: false,
      reason: 'it came as a form, whose bytes are not signed: choose application/json as POST content type',
    };
  return {
    verified: false,
    reason: 'the signature does not match: compare signingSecret with the secret of the webhook',
  };
}
