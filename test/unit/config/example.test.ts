import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { editorSchema, schemaTree, type SchemaNode } from '../../../src/config/json-schema.ts';
import { checkConfig, checkText, loadConfig } from '../../../src/config/load.ts';
import { planFor } from '../../../src/config/plan.ts';
import { formatPath, type Path } from '../../../src/config/problem.ts';
import { ENVIRONMENT, readSettings } from '../../../src/config/settings.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';

const EXAMPLE = 'muster.example.yaml';
const env = {
  SLACK_BOT_TOKEN: 'xoxb-of-the-test',
  SLACK_SIGNING_SECRET: 'of-the-test',
  DISCORD_BOT_TOKEN: 'token-of-the-test',
  TEAMS_APP_PASSWORD: 'secret-of-the-test',
  MATTERMOST_BOT_TOKEN: 'token-of-the-test',
  MATTERMOST_COMMAND_TOKEN: 'command-of-the-test',
  MATTERMOST_CALLBACK_SECRET: 'callback-secret-of-the-test-of-32-characters',
  MAIL_PASSWORD: 'password-of-the-test',
  MAIL_LINK_SECRET: 'link-secret-of-the-test-of-32-characters',
  OPS_HOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  ACME_SLACK_BOT_TOKEN: 'xoxb-of-the-other',
  OIDC_CLIENT_SECRET: 'of-the-provider',
  GITHUB_TOKEN: 'token-of-the-test',
  JIRA_TOKEN: 'token-of-the-test',
  JIRA_OAUTH_SECRET: 'secret-of-the-test',
  SEARCH_TOKEN: 'token-of-the-test',
  PROMETHEUS_IN_SECRET: 'secret-of-the-test-0123456789',
  PROMETHEUS_IN_CREDENTIALS: 'credentials-of-the-test',
  GRAFANA_IN_SECRET: 'secret-of-the-test-0123456789',
  GRAFANA_SIGNING_SECRET: 'signing-secret-of-the-test',
  DATADOG_IN_SECRET: 'secret-of-the-test-0123456789',
  DATADOG_IN_CREDENTIALS: 'credentials-of-the-test',
  PAGERDUTY_IN_SECRET: 'secret-of-the-test-0123456789',
  PAGERDUTY_IN_ROUTING_KEY: 'routing-key-of-the-test',
  CHECKS_IN_SECRET: 'secret-of-the-test-0123456789',
  CHECKS_SIGNING_SECRET: 'signing-secret-of-the-test',
  MAIL_IN_SECRET: 'secret-of-the-test-0123456789',
  MAILGUN_SIGNING_KEY: 'signing-key-of-the-test',
  CLOUDWATCH_IN_SECRET: 'secret-of-the-test-0123456789',
  AZURE_DEVOPS_IN_SECRET: 'secret-of-the-test-0123456789',
  AZURE_DEVOPS_IN_PASSWORD: 'password-of-the-test',
  CODECOMMIT_IN_SECRET: 'secret-of-the-test-0123456789',
  GITEA_IN_SECRET: 'secret-of-the-test-0123456789',
  GITEA_SIGNING_SECRET: 'secret-of-the-test',
  GITHUB_IN_SECRET: 'secret-of-the-test-0123456789',
  GITHUB_SIGNING_SECRET: 'signing-secret-of-the-test',
  GITHUB_WEBHOOKS_TOKEN: 'token-of-the-test',
  GITLAB_IN_SECRET: 'secret-of-the-test-0123456789',
  JIRA_IN_SECRET: 'secret-of-the-test-0123456789',
  JIRA_SIGNING_SECRET: 'signing-secret-of-the-test',
  GITLAB_SIGNING_TOKEN: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  BITBUCKET_IN_SECRET: 'secret-of-the-test-0123456789',
  BITBUCKET_SIGNING_SECRET: 'signing-secret-of-the-test',
  BITBUCKET_DC_IN_SECRET: 'secret-of-the-test-0123456789',
  BITBUCKET_DC_SIGNING_SECRET: 'signing-secret-of-the-test',
  ACME_SLACK_SIGNING_SECRET: 'of-the-other',
};

/** Every key that the schema has, as a path; `*` stands for a name of one's own. */
function keysOf(node: SchemaNode, path: Path = []): string[] {
  const forms = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((form) => keysOf(form, path));
  const own = Object.entries(node.properties ?? {}).flatMap(([key, inner]) => {
    return [formatPath([...path, key]), ...keysOf(inner, [...path, key])];
  });
  const named =
    typeof node.additionalProperties === 'object' ? keysOf(node.additionalProperties, [...path, '*']) : [];
  return [...forms, ...own, ...named, ...(node.items ? keysOf(node.items, [...path, '*']) : [])];
}

describe('the JSON Schema for editors', () => {
  it('is that of the present settings: `npx vitest run test/unit/config -u` writes it anew', async () => {
    const text = `${JSON.stringify(editorSchema(PLATFORMS), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../../muster.schema.json');
  });

  it('describes every setting', () => {
    const undescribed: string[] = [];
    const visit = (node: SchemaNode, path: Path): void => {
      for (const [key, inner] of Object.entries(node.properties ?? {})) {
        if (!inner.description) undescribed.push(formatPath([...path, key]));
        visit(inner, [...path, key]);
      }
      for (const form of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) visit(form, path);
      if (typeof node.additionalProperties === 'object') visit(node.additionalProperties, [...path, '*']);
      if (node.items) visit(node.items, [...path, '*']);
    };
    visit(schemaTree(PLATFORMS), []);
    expect(undescribed).toEqual([]);
  });

  it('takes secrets as references to the environment only', () => {
    const text = JSON.stringify(editorSchema(PLATFORMS));
    expect(text).not.toContain('"secret":true');
    expect(JSON.stringify(schemaTree(PLATFORMS))).toContain('"secret":true');
  });
});

describe('muster.example.yaml', () => {
  it('loads without a warning and names the schema in its first line', () => {
    const { config, warnings } = loadConfig({ path: EXAMPLE, env, platforms: PLATFORMS });
    expect(warnings).toEqual([]);
    expect([...config.chat.keys()]).toEqual([
      'main-slack',
      'main-discord',
      'main-teams',
      'main-mattermost',
      'mail',
      'ops-hook',
      'training',
    ]);
    expect(readFileSync(EXAMPLE, 'utf8').split('\n')[0]).toBe(
      '# yaml-language-server: $schema=./muster.schema.json',
    );
  });

  it('says which variables are missing', () => {
    const { problems } = checkConfig({ path: EXAMPLE, env: {}, platforms: PLATFORMS });
    expect(problems.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'chat.main-slack.botToken the environment variable SLACK_BOT_TOKEN is not set: set it, or remove this setting.',
      'chat.main-slack.signingSecret the environment variable SLACK_SIGNING_SECRET is not set: set it, or remove this setting.',
      'chat.main-discord.botToken the environment variable DISCORD_BOT_TOKEN is not set: set it, or remove this setting.',
      'chat.main-teams.appPassword the environment variable TEAMS_APP_PASSWORD is not set: set it, or remove this setting.',
      'chat.main-mattermost.botToken the environment variable MATTERMOST_BOT_TOKEN is not set: set it, or remove this setting.',
      'chat.main-mattermost.commandToken the environment variable MATTERMOST_COMMAND_TOKEN is not set: set it, or remove this setting.',
      'chat.main-mattermost.callbackSecret the environment variable MATTERMOST_CALLBACK_SECRET is not set: set it, or remove this setting.',
      'chat.mail.password the environment variable MAIL_PASSWORD is not set: set it, or remove this setting.',
      'chat.mail.linkSecret the environment variable MAIL_LINK_SECRET is not set: set it, or remove this setting.',
      'chat.ops-hook.signingSecret the environment variable OPS_HOOK_SECRET is not set: set it, or remove this setting.',
      'signIn.openid.clientSecret the environment variable OIDC_CLIENT_SECRET is not set: set it, or remove this setting.',
      'integrations.prometheus.secret the environment variable PROMETHEUS_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.prometheus.authorization.credentials the environment variable PROMETHEUS_IN_CREDENTIALS is not set: set it, or remove this setting.',
      'integrations.grafana.secret the environment variable GRAFANA_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.grafana.signingSecret the environment variable GRAFANA_SIGNING_SECRET is not set: set it, or remove this setting.',
      'integrations.datadog.secret the environment variable DATADOG_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.datadog.authorization.credentials the environment variable DATADOG_IN_CREDENTIALS is not set: set it, or remove this setting.',
      'integrations.pagerduty.secret the environment variable PAGERDUTY_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.pagerduty.routingKey the environment variable PAGERDUTY_IN_ROUTING_KEY is not set: set it, or remove this setting.',
      'integrations.checks.secret the environment variable CHECKS_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.checks.signature.secret the environment variable CHECKS_SIGNING_SECRET is not set: set it, or remove this setting.',
      'integrations.mail.secret the environment variable MAIL_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.mail.signingKey the environment variable MAILGUN_SIGNING_KEY is not set: set it, or remove this setting.',
      'integrations.cloudwatch.secret the environment variable CLOUDWATCH_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.gitea.secret the environment variable GITEA_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.gitea.signingSecret the environment variable GITEA_SIGNING_SECRET is not set: set it, or remove this setting.',
      'integrations.github.secret the environment variable GITHUB_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.github.signingSecret the environment variable GITHUB_SIGNING_SECRET is not set: set it, or remove this setting.',
      'integrations.github.redelivery.token the environment variable GITHUB_WEBHOOKS_TOKEN is not set: set it, or remove this setting.',
      'integrations.codecommit.secret the environment variable CODECOMMIT_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.azure.secret the environment variable AZURE_DEVOPS_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.azure.authorization.password the environment variable AZURE_DEVOPS_IN_PASSWORD is not set: set it, or remove this setting.',
      'integrations.gitlab.secret the environment variable GITLAB_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.gitlab.signingToken the environment variable GITLAB_SIGNING_TOKEN is not set: set it, or remove this setting.',
      'integrations.jira-tickets.secret the environment variable JIRA_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.jira-tickets.signingSecret the environment variable JIRA_SIGNING_SECRET is not set: set it, or remove this setting.',
      'integrations.bitbucket.secret the environment variable BITBUCKET_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.bitbucket.signingSecret the environment variable BITBUCKET_SIGNING_SECRET is not set: set it, or remove this setting.',
      'integrations.bitbucket-dc.secret the environment variable BITBUCKET_DC_IN_SECRET is not set: set it, or remove this setting.',
      'integrations.bitbucket-dc.signingSecret the environment variable BITBUCKET_DC_SIGNING_SECRET is not set: set it, or remove this setting.',
      'trackers.github.token the environment variable GITHUB_TOKEN is not set: set it, or remove this setting.',
      'trackers.jira.token the environment variable JIRA_TOKEN is not set: set it, or remove this setting.',
      'trackers.jira.development.clientSecret the environment variable JIRA_OAUTH_SECRET is not set: set it, or remove this setting.',
      'actions["google.search"].auth.bearer the environment variable SEARCH_TOKEN is not set: set it, or remove this setting.',
      'tenants.acme.chat.acme-slack.botToken the environment variable ACME_SLACK_BOT_TOKEN is not set: set it, or remove this setting.',
      'tenants.acme.chat.acme-slack.signingSecret the environment variable ACME_SLACK_SIGNING_SECRET is not set: set it, or remove this setting.',
    ]);
  });

  it('has every setting there is, in use or in a comment', () => {
    const text = readFileSync(EXAMPLE, 'utf8');
    const missing = keysOf(schemaTree(PLATFORMS)).filter((path) => {
      const key = path.split('.').at(-1) ?? '';
      return (
        key !== '$schema' &&
        !path.startsWith('["$schema"]') &&
        !new RegExp(`(?:^|[\\s{,#])${key}:`, 'm').test(text)
      );
    });
    expect(missing).toEqual([]);
  });

  it('has the built-in SLA targets and permissions as it says', () => {
    const { config } = loadConfig({ path: EXAMPLE, env, platforms: PLATFORMS });
    const bare = checkText('chat: {a: {platform: sandbox}}', 'x', {}, PLATFORMS).config!;
    expect(config.sla).toEqual(bare.sla);
    expect(config.access.policy.permissions).toEqual(bare.access.policy.permissions);
    expect(config.access.limits).toEqual(bare.access.limits);
    expect(config.server.bodyLimitBytes).toBe(bare.server.bodyLimitBytes);
  });
});

describe('.env.example', () => {
  it('has every variable that is read, and the secrets of the example, and reads as the defaults', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    const given = Object.fromEntries(
      lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split('=') as [string, string]),
    );
    expect(Object.keys(given).sort()).toEqual([...Object.keys(ENVIRONMENT), ...Object.keys(env)].sort());
    expect(readSettings(given)).toEqual({ ...readSettings({}), host: '127.0.0.1' });
  });
});

describe('the built-in configuration', () => {
  const { config, warnings } = loadConfig({ env: {}, platforms: PLATFORMS });

  it('loads without a warning', () => {
    expect(warnings).toEqual([]);
    expect(config.source).toBe('built-in configuration');
  });

  it('knows only people and channels that its sandbox has', () => {
    const sandbox = config.chat.get('sandbox')?.settings as {
      people: { id: string }[];
      channels: string[];
    };
    const users = sandbox.people.map((person) => person.id);
    for (const person of config.people.values()) expect(users).toContain(person.chat.sandbox);
    const { plan, routing } = planFor(config, { service: 'checkout' });
    const channels = [
      ...Object.values(routing.announce).flat(),
      ...routing.fallback,
      ...(plan.escalation?.steps ?? [])
        .flatMap((step) => step.targets)
        .filter((target) => target.kind === 'channel'),
    ];
    for (const { channel } of channels) expect(sandbox.channels).toContain(channel.replace('#', ''));
  });

  it('pages people in steps for an incident of which nothing is said, and lets anybody answer', () => {
    const { plan, routing, severity } = planFor(config, {});
    expect(severity).toBe('SEV-3');
    expect(plan.escalation?.steps.length).toBeGreaterThan(1);
    expect(routing.announce['SEV-3']).toHaveLength(1);
    expect(routing.channels).toHaveLength(1);
    expect(config.access.policy.unmapped).toBe('responder');
  });
});
