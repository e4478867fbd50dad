import type { Verdict } from '../../inbox/delivery.ts';
import type { Arrival } from '../../inbox/source.ts';
import { verifyHubSignature } from '../../signature/hub-signature.ts';
import { signingSecrets, type SigningSettings } from '../../signature/signing-settings.ts';

/** Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export function verifyGitHub(arrival: Arrival, settings: SigningSettings): Verdict {
  return verifyHubSignature(arrival, 'X-Hub-Signature-256', 'GitHub', signingSecrets(settings));
}
