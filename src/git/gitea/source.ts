import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import type { Source } from '../../inbox/source.ts';
import { bodyDigest } from '../../signature/body-digest.ts';
import { signingSecrets, signingSettings, type SigningSettings } from '../../signature/signing-settings.ts';
import { verifyGitea } from './authenticity.ts';
import { readGitea } from './read.ts';
import { samplePush } from './sample.ts';

/**
 * Webhooks of Gitea and of Forgejo, which sends the same under both names.
 * Sources: https://docs.gitea.com/usage/webhooks and https://forgejo.org/docs/latest/user/webhooks/
 */
export const gitea: Source<SigningSettings> = {
  name: 'gitea',
  title: 'Gitea and Forgejo',
  brings: ['changes'],
  settings: signingSettings('Gitea or Forgejo'),
  headers: [
    'content-type',
    'user-agent',
    'x-gitea-delivery',
    'x-gitea-event',
    'x-gitea-event-type',
    'x-forgejo-delivery',
    'x-forgejo-event',
    'x-forgejo-event-type',
  ],
  create: (own) => ({
    verify: (arrival) => verifyGitea(arrival, signingSecrets(own)),
    key: keyOf,
    read: (delivery) => readGitea(delivery, keyOf(delivery) ?? bodyDigest(delivery.body)),
  }),
  guide: (_settings, { address }) => ({
    documentation: 'https://docs.gitea.com/usage/webhooks',
    steps: [
      {
        text: 'Open Settings, Webhooks of a repository, of an organization (for all of its repositories) or, as an administrator, Site Administration, Integrations, Webhooks, System Webhooks (Default Webhooks are for new repositories alone). Choose Add Webhook, Gitea (in Forgejo: Forgejo).',
      },
      { text: 'Target URL:', copy: address },
      { text: 'HTTP Method: POST. POST Content Type: application/json.' },
      {
        text: 'Secret: what signingSecret has in the configuration. A new one is made so:',
        copy: 'openssl rand -hex 32',
      },
      {
        text: 'Trigger On: Custom Events, and tick Create, Delete, Push, Release; Pull Request, Pull Request Comment, Pull Request Reviewed and Pull Request Synchronized. Leave the branch filter as it is. Choose Active and Add Webhook.',
      },
      {
        text: 'Where Muster has a private address: allow it in app.ini (loopback for one on the same machine), and start Gitea again.',
        copy: '[webhook]\nALLOWED_HOST_LIST = external,private',
      },
      {
        text: 'Open the webhook again and choose Test Delivery (or Test Push Event). It is shown as ignored, with the reason that nothing was pushed: the way and the secret are right.',
      },
      {
        text: 'Neither Gitea nor Forgejo sends anything again by itself, and neither waits longer than DELIVER_TIMEOUT (five seconds). What failed stands at the webhook under Recent Deliveries, for a week unless cron.cleanup_hook_task_table says otherwise: open it there and choose the button with the two arrows (Replay this webhook).',
      },
    ],
  }),
  sample: samplePush,
};

function keyOf({ headers }: Delivery): string | undefined {
  const id = headers['x-gitea-delivery'] ?? headers['x-forgejo-delivery'];
  return id ? bounded(id, MOST.key) : undefined;
}
