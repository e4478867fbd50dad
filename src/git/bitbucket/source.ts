import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import type { Source } from '../../inbox/source.ts';
import { bodyDigest } from '../../signature/body-digest.ts';
import { verifyHubSignature } from '../../signature/hub-signature.ts';
import { signingSecrets, signingSettings, type SigningSettings } from '../../signature/signing-settings.ts';
import { bitbucketGuide } from './guide.ts';
import { readBitbucket } from './read.ts';
import { samplePush } from './sample.ts';

/**
 * Webhooks of repositories and workspaces of Bitbucket Cloud.
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/
 */
export const bitbucket: Source<SigningSettings> = {
  name: 'bitbucket',
  title: 'Bitbucket Cloud',
  domain: 'bitbucket.org',
  brings: ['changes'],
  settings: signingSettings('Bitbucket'),
  headers: [
    'content-type',
    'user-agent',
    'x-attempt-number',
    'x-event-key',
    'x-event-time',
    'x-hook-uuid',
    'x-request-uuid',
  ],
  create: (own) => ({
    verify: (arrival) => verifyHubSignature(arrival, 'X-Hub-Signature', 'Bitbucket', signingSecrets(own)),
    key: keyOf,
    read: (delivery) => readBitbucket(delivery, keyOf(delivery) ?? bodyDigest(delivery.body)),
  }),
  guide: (_settings, context) => bitbucketGuide(context),
  sample: samplePush,
};

/** Another attempt has the same. */
function keyOf({ headers }: Delivery): string | undefined {
  const id = headers['x-request-uuid'];
  return id ? bounded(id, MOST.key) : undefined;
}
