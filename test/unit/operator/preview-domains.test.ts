import { describe, expect, it } from 'vitest';
import { unfurlDomains } from '../../../src/chat/slack/manifest.ts';
import { previewDomains, withoutRoom } from '../../../src/operator/preview-domains.ts';

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

  it('are told of where a manifest has no room for them, or takes none such', () => {
    const own = 'https://muster.acme.example';
    const named = ['git.example', 'grafana.example', 'jira.example', 'hub.example'];
    expect(withoutRoom(unfurlDomains(own, named))).toEqual([]);
    const lines = withoutRoom(unfurlDomains(own, [...named, 'gitlab.com', 'datadoghq.com', 'intranet']));
    expect(lines).toEqual([
      'Slack previews pages of 5 domains at most: muster.acme.example, git.example, grafana.example, jira.example, hub.example. Left out: gitlab.com, datadoghq.com.',
      expect.stringContaining('--preview'),
      expect.stringMatching(/intranet.*\/im find/),
    ]);
    // One that stands for all within it makes room.
    expect(unfurlDomains(own, ['*.acme.example', ...named])).toEqual({
      taken: ['acme.example', ...named],
      left: [],
      unfit: [],
    });
  });
});
