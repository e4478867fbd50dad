import type { Assembly } from '../wiring/assembly.ts';
import type { Config } from '../config/config.ts';
import { readSettings, type Settings } from '../config/settings.ts';

/**
 * Runs what needs the stores and the instances, and lets them go after it.
 * @param read where things are. Without it what was in force last in the store holds where MUSTER_CONFIG names no file.
 * @throws Error when a part cannot be reached, and what `run` throws.
 */
export async function withAssembly<R>(run: (assembly: Assembly) => Promise<R>, read?: Settings): Promise<R> {
  const [{ assemble }, { addressesOf }] = await Promise.all([
    import('../wiring/assembly.ts'),
    import('../wiring/addresses.ts'),
  ]);
  const settings = read ?? readSettings(process.env);
  const assembly = await assemble(settings, await addressesOf(settings), read === undefined);
  try {
    return await run(assembly);
  } finally {
    await assembly.close();
  }
}

/** @throws Error naming the tenants that there are. */
export async function assertTenant(config: Config, tenant: string): Promise<void> {
  const { allTenants, findTenant } = await import('../config/config.ts');
  if (findTenant(config, tenant)) return;
  const known = allTenants(config).map((one) => one.tenant);
  throw new Error(`There is no tenant ${JSON.stringify(tenant)}; configured: ${known.join(', ')}.`);
}
