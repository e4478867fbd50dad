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
    read: (delivery) => readGitea(delivery, keyOf(delivery)),
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
        text: 'Open the webhook again and choose Test Delivery (or Test Push Event), which only the webhook of a repository has; for others push something. It is shown as ignored, with the reason that nothing was pushed: the way and the secret are right.',
      },
      {
        text: 'Neither Gitea nor Forgejo sends anything again by itself, and neither waits longer than DELIVER_TIMEOUT (five seconds). What failed stands at the webhook under Recent Deliveries, for a week unless cron.cleanup_hook_task_table says otherwise: open it there and choose the button with the two arrows (Replay this webhook). What had come after all is shown as a duplicate, and counts once.',
      },
    ],
  }),
  sample: samplePush,
};

/**
 * By its bytes: what is replayed comes with an X-Gitea-Delivery of its own. No two things have the same, as each has what
 * it happened to with the time at which that was last changed.
 * Source: `ReplayHookTask` of gitea `models/webhook/hooktask.go`.
 */
const keyOf = ({ body }: Delivery): string => bodyDigest(body);
