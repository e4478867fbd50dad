import { PLATFORMS } from '../../chat/platforms.ts';
import { allTenants } from '../../config/config.ts';
import { checkTexts, checkWritten, type Checked } from '../../config/load.ts';
import { findLoadedPlugin } from '../../config/plugin-load.ts';
import { createConfigurations, type Configurations } from '../../http/configurations.ts';
import type { Assembly } from '../assembly.ts';
import type { Ground } from './ground.ts';

/** @returns what shows, checks and applies configurations. */
export function createConfiguring({ assembly, trail, operations }: Ground): Configurations {
  const { config, stores, aliases } = assembly;
  // No code is run of what somebody only asks about.
  const known = { find: findLoadedPlugin, aliases };
  return createConfigurations({
    ...trail,
    operations,
    config,
    standing: assembly.standing,
    written: assembly.written,
    look: assembly.lookForVersions,
    store: stores.configurations,
    made: stores,
    overrides: assembly.duty.overrides,
    openIncidents: async () => {
      const tenants = allTenants(config());
      const counts = tenants.map(({ tenant }) => stores.incidents.count(tenant, { active: true }));
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    checkFiles: (files, source) =>
      withCalendars(assembly, checkTexts(files, source, process.env, PLATFORMS, known)),
    checkWritten: (written, source) =>
      withCalendars(assembly, checkWritten(written, source, process.env, PLATFORMS, known)),
  });
}

/** What was fetched for the layers of the configuration in force counts for those of another as well. */
function withCalendars({ calendars }: Pick<Assembly, 'calendars'>, checked: Checked): Checked {
  return checked.config ? { ...checked, config: calendars.into(checked.config) } : checked;
}
