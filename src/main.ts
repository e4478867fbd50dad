#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { ACCESS_ROLES, type AccessRole } from './access/role.ts';
import { assemble, type Assembly } from './assembly.ts';
import { mattermost } from './chat/mattermost/platform.ts';
import { registerCommand } from './chat/mattermost/slash-command.ts';
import { slackManifest } from './chat/slack/manifest.ts';
import { teamsPackage } from './chat/teams/package.ts';
import { teams } from './chat/teams/platform.ts';
import { allTenants, findTenant, type Config } from './config/config.ts';
import { checkConfig } from './config/load.ts';
import { ConfigError, formatProblem } from './config/problem.ts';
import { listenAt, readSettings } from './config/settings.ts';
import { hashToken, newToken } from './http/api/token.ts';
import { createProviders } from './http/providers.ts';
import { DEFAULT_TENANT } from './incident/id.ts';
import { configuredIn } from './instances.ts';
import { PLATFORMS } from './platforms.ts';
import { providersJson, providersTable } from './providers-table.ts';
import { rebuild, withPartsForRebuild } from './rebuild.ts';
import { serve } from './serve.ts';
import { start } from './start.ts';
import { connectClient } from './temporal.ts';
import { addressesOf } from './addresses.ts';
import { work } from './work.ts';
import { serveHealth } from './health-server.ts';

const out = (line: string): void => void process.stdout.write(`${line}\n`);

/** Resolves at the first request to end; a second one ends at once. */
function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve();
      });
    }
  });
}

async function withAssembly<R>(run: (assembly: Assembly) => Promise<R>): Promise<R> {
  const read = readSettings(process.env);
  const assembly = await assemble(read, await addressesOf(read));
  try {
    return await run(assembly);
  } finally {
    await assembly.close();
  }
}

function ofTenant(): Option {
  return new Option('--tenant <tenant>', 'whose it is, by its key under `tenants`').default(DEFAULT_TENANT);
}

/** @throws Error naming the tenants that there are. */
function assertTenant(config: Config, tenant: string): void {
  if (findTenant(config, tenant)) return;
  const known = allTenants(config).map((one) => one.tenant);
  throw new Error(`There is no tenant ${JSON.stringify(tenant)}; configured: ${known.join(', ')}.`);
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const program = new Command('muster').description('Incident response run from chat.').version(version);

program
  .command('start')
  .description('run everything in one process, on embedded defaults')
  .action(async () => {
    const asked = untilAsked();
    const started = await start(readSettings(process.env), out);
    out('');
    out('Muster is ready.');
    for (const line of started.lines) out(`  ${line}`);
    out('');
    out('Ctrl-C stops it; the next start goes on with the same incidents.');
    const reason = await Promise.race([asked, started.ended]);
    out(reason ?? 'Stopping …');
    await started.stop();
    process.exit(reason === undefined ? 0 : 1);
  });

program
  .command('server')
  .description('run an HTTP server; any number may run')
  .action(async () => {
    const asked = untilAsked();
    await withAssembly(async (assembly) => {
      const serving = await serve(assembly);
      await asked;
      await serving.stop();
    });
    process.exit(0);
  });

program
  .command('worker')
  .description('run a Temporal worker; any number may run')
  .action(async () => {
    const asked = untilAsked();
    await withAssembly(async (assembly) => {
      const working = await work(assembly);
      const health = await serveHealth(assembly, [{ name: 'temporal', run: () => working.check() }]);
      await Promise.race([asked, working.stopped]);
      await working.stop();
      await health.stop();
    });
    process.exit(0);
  });

program
  .command('check-config')
  .description('check the configuration and list every problem')
  .argument('[file]', 'the YAML file; without it MUSTER_CONFIG')
  .action((file: string | undefined) => {
    const path = file ?? readSettings(process.env).configPath;
    const { source, problems, warnings } = checkConfig({ path, env: process.env, platforms: PLATFORMS });
    for (const warning of warnings) out(`warning: ${formatProblem(warning, source)}`);
    for (const problem of problems) out(`error: ${formatProblem(problem, source)}`);
    out(
      problems.length === 0
        ? `${source} is right.`
        : `${source} has ${problems.length} problem${problems.length === 1 ? '' : 's'}.`,
    );
    process.exitCode = problems.length === 0 ? 0 : 1;
  });

program
  .command('providers')
  .description('show how the provider instances are')
  .option('--json', 'for programs')
  .addOption(ofTenant())
  .action(async ({ json, tenant }: { json?: true; tenant: string }) => {
    await withAssembly(async ({ config, instances, stores }) => {
      assertTenant(config(), tenant);
      const configured = configuredIn(instances);
      const now = Date.now;
      const statuses = await createProviders({ configured, store: stores.instances, now })(tenant);
      if (json) out(providersJson(statuses));
      else for (const line of providersTable(statuses, now())) out(line);
      process.exitCode = statuses.every(({ state }) => state === 'connected') ? 0 : 1;
    });
  });

program
  .command('rebuild')
  .description("restore the read model from the workflows' histories")
  .action(async () => {
    await withPartsForRebuild(readSettings(process.env), out, async (assembly) => {
      const client = await connectClient(assembly.settings.temporal, assembly.addresses.temporalAddress);
      const { incidents, records } = await rebuild(client, assembly.stores, (id) => out(`  ${id}`));
      out(`Restored ${incidents} incident${incidents === 1 ? '' : 's'} from ${records} records.`);
      await client.connection.close();
    });
    process.exit(0);
  });

program
  .command('mattermost-command')
  .description('register the slash command with Mattermost, and print its token')
  .argument('<instance>', 'name of the provider instance, as in the configuration')
  .option('--base-url <url>', 'public address of Muster; without it server.baseUrl')
  .option('--trigger <word>', 'the command without its slash', 'im')
  .action(async (instance: string, options: { baseUrl?: string; trigger: string }) => {
    const read = readSettings(process.env);
    const { config } = checkConfig({ path: read.configPath, env: process.env, platforms: PLATFORMS });
    const configured = config?.chat.get(instance);
    if (configured?.platform !== 'mattermost')
      throw new Error(`No instance ${instance} of Mattermost: muster check-config says what is wrong.`);
    const baseUrl = options.baseUrl ?? listenAt(read, config?.server ?? { host: '127.0.0.1' }).baseUrl;
    const { token, done } = await registerCommand(
      mattermost.settings.parse(configured.settings),
      { tenant: DEFAULT_TENANT, instance },
      { url: `${baseUrl}/chat/${instance}/commands`, trigger: options.trigger },
    );
    out(`/${options.trigger} is ${done}. Put its token into chat.${instance}.commandToken:`);
    out(token);
  });

program
  .command('slack-manifest')
  .description('print the manifest with which the Slack app is created')
  .argument('<instance>', 'name of the provider instance, as in the configuration')
  .option('--base-url <url>', 'public address of Muster; without it server.baseUrl')
  .addOption(
    new Option('--mode <mode>', 'how Slack reaches Muster').choices(['http', 'socket']).default('http'),
  )
  .action((instance: string, options: { baseUrl?: string; mode: 'http' | 'socket' }) => {
    const read = readSettings(process.env);
    const { config } = checkConfig({ path: read.configPath, env: process.env, platforms: PLATFORMS });
    const baseUrl = options.baseUrl ?? listenAt(read, config?.server ?? { host: '127.0.0.1' }).baseUrl;
    out(JSON.stringify(slackManifest({ baseUrl, instance, mode: options.mode }), null, 2));
  });

program
  .command('teams-package')
  .description('make the app package that is uploaded to Microsoft Teams')
  .argument('<instance>', 'name of the provider instance, as in the configuration')
  .option('--out <file>', 'the ZIP file to write', 'muster-teams.zip')
  .option('--base-url <url>', 'public address of Muster; without it server.baseUrl')
  .option('--app-id <id>', 'application (client) id of the bot; without it the one of the configuration')
  .option('--app-version <version>', 'version of the package, which has to rise', version)
  .action(
    async (
      instance: string,
      options: { out: string; baseUrl?: string; appId?: string; appVersion: string },
    ) => {
      const read = readSettings(process.env);
      const { config } = checkConfig({ path: read.configPath, env: process.env, platforms: PLATFORMS });
      const configured = config?.chat.get(instance);
      const settings =
        configured?.platform === 'teams' ? teams.settings.parse(configured.settings) : undefined;
      const appId = options.appId ?? settings?.appId;
      if (appId === undefined)
        throw new Error(
          `No appId: set chat.${instance}.appId (muster check-config says what is wrong), or give --app-id.`,
        );
      const baseUrl = options.baseUrl ?? listenAt(read, config?.server ?? { host: '127.0.0.1' }).baseUrl;
      const graph = settings?.graph ?? false;
      writeFileSync(options.out, await teamsPackage({ appId, baseUrl, version: options.appVersion, graph }));
      out(
        `Wrote ${options.out}. The messaging endpoint of the bot is ${baseUrl.replace(/\/+$/, '')}/chat/${instance}/messages`,
      );
    },
  );

const token = program.command('token').description('manage API tokens');
token
  .command('create')
  .description('make a token; it is shown once')
  .argument('<name>')
  .addOption(new Option('--role <role>', 'what it may do').choices(ACCESS_ROLES).default('responder'))
  .addOption(ofTenant())
  .action(async (name: string, { role, tenant }: { role: AccessRole; tenant: string }) => {
    await withAssembly(async ({ stores, config }) => {
      assertTenant(config(), tenant);
      const secret = newToken();
      await stores.tokens.add(hashToken(secret), {
        tenant,
        name,
        role,
        createdAt: Date.now(),
      });
      out(secret);
    });
  });
token
  .command('list')
  .description('list tokens by name')
  .addOption(ofTenant())
  .action(async ({ tenant }: { tenant: string }) => {
    await withAssembly(async ({ stores }) => {
      for (const { name, role, createdAt } of await stores.tokens.list(tenant)) {
        out(`${name}\t${role}\t${new Date(createdAt).toISOString()}`);
      }
    });
  });
token
  .command('revoke')
  .description('make a token worthless')
  .argument('<name>')
  .addOption(ofTenant())
  .action(async (name: string, { tenant }: { tenant: string }) => {
    await withAssembly(async ({ stores }) => {
      const revoked = await stores.tokens.revoke(tenant, name);
      out(revoked === 0 ? `There is no token ${name}.` : `Revoked ${name}.`);
      process.exitCode = revoked === 0 ? 1 : 0;
    });
  });

try {
  await program.parseAsync();
} catch (error) {
  // What a person can mend is said in a sentence; the rest keeps its trace.
  const detail =
    error instanceof ConfigError || !(error instanceof Error)
      ? String(error instanceof Error ? error.message : error)
      : error.message;
  process.stderr.write(`muster: ${detail}\n`);
  if (process.env.LOG_LEVEL === 'debug' && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`);
  process.exit(1);
}
