import { dirname } from 'node:path';
import { commandProblems } from '../runner/command/check.ts';
import type { CommandSettings } from '../runner/command/settings.ts';
import { allTenants, type Config, type TenantConfig } from './config.ts';
import type { Finding } from './expand.ts';

interface Command {
  readonly ref: string;
  readonly settings: CommandSettings;
  readonly tenant: TenantConfig;
}

/**
 * Looks at the disk, of which each worker has one of its own.
 * @returns which commands of enabled actions could not be run on this machine as it is now, and why.
 */
export async function commandsHere(config: Config): Promise<Finding[]> {
  const found = commandsOf(config).map(async ({ ref, settings, tenant }): Promise<Finding[]> => {
    const problems = await commandProblems(settings, tenant.allowedCommands);
    const at = tenant === config ? [] : ['tenants', tenant.tenant];
    return problems.map(({ setting, message }) => ({ path: [...at, 'actions', ref, setting], message }));
  });
  return (await Promise.all(found)).flat();
}

/** @returns the folders in which the programs of enabled actions are looked for. */
export function commandFolders(config: Config): ReadonlySet<string> {
  return new Set(commandsOf(config).map(({ settings }) => dirname(settings.program)));
}

function commandsOf(config: Config): readonly Command[] {
  return allTenants(config).flatMap((tenant) =>
    [...tenant.catalogue.actions.values()]
      .filter(({ enabled, runner }) => enabled && runner.kind === 'command')
      // What the schema of commands has made.
      .map(({ ref, runner }) => ({ ref, settings: runner.settings as CommandSettings, tenant })),
  );
}
