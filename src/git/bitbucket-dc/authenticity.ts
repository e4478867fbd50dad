import { byAddress } from '../../inbox/by-address.ts';
import type { Verdict } from '../../inbox/delivery.ts';
import type { Arrival } from '../../inbox/source.ts';
import { verifyHubSignature } from '../../signature/hub-signature.ts';
import type { Secrets } from '../../signature/shared-secret.ts';

/** Most bytes of what a test of the connection sends: it says no more than that it is one. */
const MOST_TRIED = 1_024;

/** @returns whether Bitbucket tries its webhook, by a header that is not signed: nothing may follow from what is said so. */
export function isTry(headers: Arrival['headers']): boolean {
  return headers['x-event-key'] === 'diagnostics:ping';
}

/**
 * Verifies that a delivery was signed with the secret of its webhook. What Test connection sends Bitbucket does not sign.
 * Sources: https://github.com/runatlantis/atlantis/issues/474 and the tests of GoCD's webhooks (`allowsPingWithoutAuthorization`).
 */
export function verifyDataCenter(arrival: Arrival, secrets: Secrets): Verdict {
  const { headers, body } = arrival;
  const isSigned = Boolean(headers['x-hub-signature']);
  if (!isSigned && isTry(headers) && body.length <= MOST_TRIED) return byAddress();
  return verifyHubSignature(arrival, 'X-Hub-Signature', 'Bitbucket', secrets);
}
