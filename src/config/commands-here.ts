import { commandProblems } from '../runner/command/check.ts';
import type { CommandSettings } from '../runner/command/settings.ts';
import { allTenants, type Config } from './config.ts';
import type { Finding } from './expand.ts';

/**
 * Looks at the disk, of which each worker has one of its own.
 * @returns which commands of enabled actions could not be run on this machine as it is now, and why.
 */
export async function commandsHere(config: Config): Promise<Finding[]> {
  const found = allTenants(config).flatMap((tenant) =>
    [...tenant.catalogue.actions.values()]
      .filter(({ enabled, runner }) => enabled && runner.kind === 'command')
      .map(async ({ ref, runner }): Promise<Finding[]> => {
        // What the schema of commands has made.
        const settings = runner.settings as CommandSettings;
        const problems = await commandProblems(settings, tenant.allowedCommands);
        const at = tenant === config ? [] : ['tenants', tenant.tenant];
        return problems.map(({ setting, message }) => ({
          path: [...at, 'actions', ref, setting],
          message,
        }));
      }),
  );
  return (await Promise.all(found)).flat();
}
