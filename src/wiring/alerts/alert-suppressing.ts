import { suppressionOf, type HeldBack, type Maintenance } from '../../alert/maintenance.ts';
import type { GroupTerms } from '../../alert/terms.ts';
import type { TenantConfig } from '../../config/config.ts';
import { openingAt } from '../../oncall/hours.ts';

export interface SuppressingDependencies {
  readonly config: (tenant: string) => TenantConfig;
  /** Maintenances that people have begun in chat. */
  readonly maintenances: (tenant: string) => Promise<readonly Maintenance[]>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What keeps alerts of a tenant from opening an incident now, as far as one of them says. */
export type Suppressing = (
  tenant: string,
) => Promise<(terms: Pick<GroupTerms, 'integration' | 'declaration' | 'said'>) => HeldBack | undefined>;

/** @returns what looks at the maintenances that hold, those of the configuration and of people. */
export function createSuppressing(deps: SuppressingDependencies): Suppressing {
  return async (tenant) => {
    const config = deps.config(tenant);
    const now = deps.now();
    const all = [...config.maintenance, ...(await deps.maintenances(tenant))];
    return ({ integration, declaration, said }) => {
      const { service } = declaration;
      const team =
        declaration.team ?? (service === undefined ? undefined : config.services.get(service)?.team?.id);
      const subject = {
        ...said,
        integration,
        ...(service !== undefined && { service }),
        ...(team !== undefined && { team }),
      };
      return suppressionOf(
        all,
        subject,
        (hours) => {
          const calendar = config.businessHours.get(hours);
          return calendar && openingAt(calendar, now);
        },
        now,
      );
    };
  };
}
