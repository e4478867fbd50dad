import { BUILT } from '../wiring/assembly.ts';
import { redactText } from '../access/redact.ts';
import { tenantOf, findTenant, type Config } from '../config/config.ts';
import { checkConfig } from '../config/load.ts';
import { planFor } from '../config/plan.ts';
import { ConfigError } from '../config/problem.ts';
import { personTarget } from '../config/resolve.ts';
import { withoutSecrets } from '../config/without-secrets.ts';
import { PLATFORMS } from '../chat/platforms.ts';
import { createSimulator } from '../simulation/machine/simulator.ts';
import type { Simulate } from '../simulation/simulate.ts';

/**
 * Reads a configuration to reason about it alone: nothing is connected, so secrets may be missing and what instances need
 * besides their names is not looked at; `check-config` does.
 * @throws ConfigError with every problem.
 */
export function readOffline(path: string | undefined): Config {
  const { config, source, problems } = checkConfig({ path, ...withoutSecrets(process.env, PLATFORMS) });
  if (!config) throw new ConfigError(source, problems);
  return config;
}

/** Simulates with what a configuration says alone: without overrides, and without accounts that people have linked. */
export function offlineSimulator(config: Config): Simulate {
  return createSimulator({
    bundle: BUILT.workflows,
    planFor: (tenant, request, at) => planFor(tenantOf(config, tenant), request, undefined, at),
    runbooks: (tenant) => findTenant(config, tenant),
    redact: (text, tenant) => redactText(text, tenantOf(config, tenant).redaction),
    schedule: (tenant, id) => findTenant(config, tenant)?.schedules.get(id),
    hours: (tenant, key) => findTenant(config, tenant)?.businessHours.get(key),
    overrides: () => Promise.resolve([]),
    person: (tenant, id) => {
      const known = findTenant(config, tenant)?.people.get(id);
      return Promise.resolve(known && personTarget(known));
    },
  });
}
