import { describe, expect, it } from 'vitest';
import { SCOPES, slackManifest, unfurlDomains } from '../../../../src/chat/slack/manifest.ts';

const request = { baseUrl: 'https://muster.example.com/', instance: 'main-slack', mode: 'http' } as const;

describe("the app's manifest", () => {
  it('has the addresses of the three ways in', () => {
    expect(slackManifest(request)).toMatchObject({
      features: {
        app_home: { home_tab_enabled: true },
        shortcuts: [
          { type: 'global', callback_id: 'muster_form' },
          { type: 'message', callback_id: 'muster_declare' },
          { type: 'message', callback_id: 'muster_timeline' },
        ],
        unfurl_domains: ['muster.example.com'],
        slash_commands: [
          { command: '/im', should_escape: true, url: 'https://muster.example.com/chat/main-slack/commands' },
        ],
      },
      oauth_config: { scopes: { bot: Object.keys(SCOPES) } },
      settings: {
        event_subscriptions: {
          bot_events: [
            'app_home_opened',
            'app_mention',
            'app_uninstalled',
            'link_shared',
            'message.channels',
            'message.groups',
            'reaction_added',
            'tokens_revoked',
          ],
          request_url: 'https://muster.example.com/chat/main-slack/events',
        },
        interactivity: {
          is_enabled: true,
          request_url: 'https://muster.example.com/chat/main-slack/interactions',
          message_menu_options_url: 'https://muster.example.com/chat/main-slack/interactions',
        },
        socket_mode_enabled: false,
      },
    });
  });

  it('has no address in Socket Mode', () => {
    const manifest = slackManifest({ ...request, mode: 'socket', command: '/incident' });
    expect(manifest).toMatchObject({
      features: { slash_commands: [{ command: '/incident' }] },
      settings: { socket_mode_enabled: true },
    });
    expect(JSON.stringify(manifest)).not.toMatch(/"(request_)?url":/);
  });

  it.each(['http://localhost:3000', 'http://10.0.0.1', 'nowhere'])(
    'asks for no previews of %s, which nobody else can reach',
    (baseUrl) => {
      const manifest = slackManifest({ ...request, baseUrl, mode: 'socket' });
      expect(JSON.stringify(manifest)).not.toContain('unfurl_domains');
    },
  );

  it('asks for previews of other domains too, as many as Slack takes', () => {
    const previews = ['git.acme.example', 'intranet', 'acme.atlassian.net', '10.0.0.1', 'github.com'];
    const domainsOf = (baseUrl: string, more: string[] = []) => {
      const manifest = slackManifest({
        ...request,
        baseUrl,
        mode: 'socket',
        previews: [...previews, ...more],
      });
      return (manifest as { features: { unfurl_domains?: string[] } }).features.unfurl_domains;
    };
    const taken = ['git.acme.example', 'acme.atlassian.net', 'github.com'];
    expect(domainsOf('https://muster.example.com')).toEqual(['muster.example.com', ...taken]);
    expect(domainsOf('http://localhost:3000')).toEqual(taken);
    const more = ['gitlab.com', 'bitbucket.org', 'datadoghq.com'];
    expect(domainsOf('https://muster.example.com', more)).toEqual([
      'muster.example.com',
      ...taken,
      'gitlab.com',
    ]);
    expect(unfurlDomains('http://localhost:3000', [...previews, ...more])).toMatchObject({
      taken: [...taken, 'gitlab.com', 'bitbucket.org'],
      left: ['datadoghq.com'],
      unfit: ['localhost', 'intranet', '10.0.0.1'],
    });
  });

  it('keeps within the names that Slack takes', () => {
    const { features } = slackManifest(request) as {
      features: { shortcuts: { name: string; description: string }[] };
    };
    for (const { name, description } of features.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
    }
  });

  it('refuses an address that Slack would not call', () => {
    expect(() => slackManifest({ ...request, baseUrl: 'http://localhost:3000' })).toThrow(/mode socket/);
  });

  it('gives a reason for every right', () => {
    for (const reason of Object.values(SCOPES)) expect(reason).toMatch(/.{15}/);
  });
});
