import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import type { Source } from '../../inbox/source.ts';
import { bodyDigest } from '../../signature/body-digest.ts';
import { verifyGitHub } from './authenticity.ts';
import { gitHubGuide } from './guide.ts';
import { readGitHub } from './read.ts';
import { samplePush } from './sample.ts';
import { settings, type GitHubSettings } from './settings.ts';

/**
 * Webhooks of GitHub and GitHub Enterprise Server, of a repository, an organization, an enterprise or an app.
 * Source: https://docs.github.com/en/webhooks
 */
export const github: Source<GitHubSettings> = {
  name: 'github',
  title: 'GitHub',
  domain: 'github.com',
  brings: ['changes', 'tickets'],
  settings,
  headers: [
    'content-type',
    'user-agent',
    'x-github-delivery',
    'x-github-enterprise-host',
    'x-github-enterprise-version',
    'x-github-event',
    'x-github-hook-id',
    'x-github-hook-installation-target-id',
    'x-github-hook-installation-target-type',
  ],
  create: (own) => ({
    verify: (arrival) => verifyGitHub(arrival, own),
    key: keyOf,
    read: (delivery) => readGitHub(delivery, keyOf(delivery) ?? bodyDigest(delivery.body)),
  }),
  guide: gitHubGuide,
  sample: samplePush,
};

/** A delivery that is sent again has the same. */
function keyOf({ headers }: Delivery): string | undefined {
  const id = headers['x-github-delivery'];
  return id ? bounded(id, MOST.key) : undefined;
}
