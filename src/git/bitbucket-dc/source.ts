import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import type { Source } from '../../inbox/source.ts';
import { bodyDigest } from '../../signature/body-digest.ts';
import { signingSecrets, signingSettings, type SigningSettings } from '../../signature/signing-settings.ts';
import { isTry, verifyDataCenter } from './authenticity.ts';
import { dataCenterGuide } from './guide.ts';
import { readDataCenter } from './read.ts';
import { samplePush } from './sample.ts';

/**
 * Webhooks of projects and repositories of Bitbucket Data Center and Server.
 * Source: https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html
 */
export const bitbucketDc: Source<SigningSettings> = {
  name: 'bitbucket-dc',
  title: 'Bitbucket Data Center',
  brings: ['changes'],
  settings: signingSettings('Bitbucket Data Center'),
  headers: ['content-type', 'user-agent', 'x-event-key', 'x-request-id'],
  create: (own) => ({
    verify: (arrival) => verifyDataCenter(arrival, signingSecrets(own)),
    key: keyOf,
    read: (delivery) => readDataCenter(delivery, keyOf(delivery) ?? bodyDigest(delivery.body)),
  }),
  guide: (_settings, context) => dataCenterGuide(context),
  sample: samplePush,
};

/** What is not signed must not take the place of a delivery that is: it is known by its bytes. */
function keyOf({ headers }: Delivery): string | undefined {
  if (isTry(headers)) return undefined;
  const id = headers['x-request-id'];
  return id ? bounded(id, MOST.key) : undefined;
}
