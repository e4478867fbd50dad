import type { TrackerKind } from '../tracker.ts';
import { GithubTracker } from './client.ts';
import { githubSettings, type GithubSettings } from './settings.ts';

/** GitHub Issues: everything that the rest of the program needs to know of them. */
export const github: TrackerKind<GithubSettings> = {
  name: 'github',
  settings: githubSettings,
  place: {
    called: 'repository',
    pattern: /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
    example: 'acme/payments',
  },
  site: ({ url }) =>
    url === 'https://api.github.com' ? 'https://github.com' : url.replace(/\/api(?:\/v3)?$/, ''),
  create: (settings, context) => new GithubTracker(settings, context),
};
