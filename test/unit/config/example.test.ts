import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { editorSchema, schemaTree, type SchemaNode } from '../../../src/config/json-schema.ts';
import { checkConfig, checkText, loadConfig } from '../../../src/config/load.ts';
import { planFor } from '../../../src/config/plan.ts';
import { formatPath, type Path } from '../../../src/config/problem.ts';
import { ENVIRONMENT, readSettings } from '../../../src/config/settings.ts';
import { PLATFORMS } from '../../../src/platforms.ts';

const EXAMPLE = 'muster.example.yaml';
const env = {
  SLACK_BOT_TOKEN: 'xoxb-of-the-test',
  SLACK_SIGNING_SECRET: 'of-the-test',
  DISCORD_BOT_TOKEN: 'token-of-the-test',
  TEAMS_APP_PASSWORD: 'secret-of-the-test',
  MATTERMOST_BOT_TOKEN: 'token-of-the-test',
  MATTERMOST_COMMAND_TOKEN: 'command-of-the-test',
  MATTERMOST_CALLBACK_SECRET: 'callback-secret-of-the-test-of-32-characters',
  ACME_SLACK_BOT_TOKEN: 'xoxb-of-the-other',
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
    expect(text).not.toContain('"secret":');
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
