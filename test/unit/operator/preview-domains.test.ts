import { describe, expect, it } from 'vitest';
import { previewDomains } from '../../../src/operator/preview-domains.ts';

const integration = (source: string) => ({
  id: source,
  source,
  secret: '',
  bodyLimitBytes: 1,
  rate: { count: 1, perMs: 1 },
  settings: {},
});
const tracker = (kind: string, settings: object) => ({ kind, settings });

describe('the domains of which something may be on record', () => {
  it('are those of the configuration and those that are named, each once', () => {
    const config = {
      integrations: new Map([
        ['hub', integration('github')],
        ['other-hub', integration('github')],
        ['own', integration('gitea')],
        ['dog', integration('datadog')],
      ]),
      trackers: new Map([
        [
          'jira',
          tracker('jira', { url: 'https://api.atlassian.com/ex/jira/1', site: 'https://acme.atlassian.net' }),
        ],
        ['enterprise', tracker('github', { url: 'https://hub.acme.example/api/v3' })],
        ['issues', tracker('github', { url: 'https://api.github.com' })],
      ]),
    };
    expect(previewDomains(config, ['Git.Acme.example', 'app.datadoghq.com'])).toEqual([
      'git.acme.example',
      'acme.atlassian.net',
      'hub.acme.example',
      'github.com',
      'datadoghq.com',
    ]);
    expect(previewDomains(undefined, ['git.acme.example'])).toEqual(['git.acme.example']);
  });
});
