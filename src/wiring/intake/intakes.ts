import { allTenants, findTenant, type Config } from '../../config/config.ts';
import type { IntegrationConfig } from '../../config/integration-schema.ts';
import { integrationId, type IntegrationRef } from '../../inbox/batch.ts';
import type { ReadingSoon } from '../../inbox/reading.ts';
import type { Intake, Source } from '../../inbox/source.ts';
import { SOURCES } from '../../inbox/sources.ts';
import { refusingUndecodable } from '../../inbox/undecodable.ts';

/** An integration that is configured, with what reads it. */
export interface ConfiguredIntake {
  readonly tenant: string;
  readonly config: IntegrationConfig;
  readonly source: Source<unknown, ReadingSoon>;
  readonly intake: Intake;
}

/** The ways in of the configuration in force. */
export interface Intakes {
  /** @returns the integration of a name, whichever tenant has it: no two have the same. */
  readonly named: (integration: string) => ConfiguredIntake | undefined;
  readonly find: (ref: IntegrationRef) => ConfiguredIntake | undefined;
}

/** @param config read at each request, so that a reload counts at once. */
export function createIntakes(config: () => Config): Intakes {
  const made = new Map<string, ConfiguredIntake>();

  function find({ tenant, integration }: IntegrationRef): ConfiguredIntake | undefined {
    const wanted = findTenant(config(), tenant)?.integrations.get(integration);
    if (!wanted) return undefined;
    const id = integrationId({ tenant, integration });
    const known = made.get(id);
    if (known?.config === wanted) return known;
    const source = SOURCES.find(({ name }) => name === wanted.source);
    if (!source) return undefined;
    const reading = source.create(wanted.settings, { tenant, integration });
    const intake = source.bodies === 'any' ? reading : refusingUndecodable(reading);
    const fresh = { tenant, config: wanted, source, intake };
    made.set(id, fresh);
    return fresh;
  }

  return {
    find,
    named(integration) {
      const owner = allTenants(config()).find(({ integrations }) => integrations.has(integration));
      return owner && find({ tenant: owner.tenant, integration });
    },
  };
}
