import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import type { Source } from '../../inbox/source.ts';
import { bodyDigest } from '../../signature/body-digest.ts';
import { verifyGitLab } from './authenticity.ts';
import { gitLabGuide } from './guide.ts';
import { readGitLab } from './read.ts';
import { samplePush } from './sample.ts';
import { settings, type GitLabSettings } from './settings.ts';

/**
 * Webhooks of projects and groups and system hooks of GitLab.com, GitLab Self-Managed and GitLab Dedicated.
 * Source: https://docs.gitlab.com/user/project/integrations/webhooks/
 */
export const gitlab: Source<GitLabSettings> = {
  name: 'gitlab',
  title: 'GitLab',
  domain: 'gitlab.com',
  brings: ['changes'],
  settings,
  headers: [
    'content-type',
    'idempotency-key',
    'user-agent',
    'webhook-id',
    'webhook-timestamp',
    'x-gitlab-event',
    'x-gitlab-event-uuid',
    'x-gitlab-instance',
    'x-gitlab-webhook-uuid',
  ],
  create: (own) => ({
    verify: (arrival, now) => verifyGitLab(arrival, own, now),
    key: keyOf,
    read: (delivery) => readGitLab(delivery, keyOf(delivery) ?? bodyDigest(delivery.body)),
  }),
  guide: gitLabGuide,
  sample: samplePush,
};

/**
 * Both headers have the same, also when GitLab sends again. GitLab before 17.4 has neither; its X-Gitlab-Event-UUID is
 * no name of a delivery: all that follows from one request has the same.
 */
function keyOf({ headers }: Delivery): string | undefined {
  const id = headers['webhook-id'] ?? headers['idempotency-key'];
  return id ? bounded(id, MOST.key) : undefined;
}
