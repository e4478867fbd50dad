import type { Logger } from 'pino';
import type { Recognition } from '../../access/recognition.ts';
import { findTenant, type Config, type ScheduleConfig } from '../../config/config.ts';
import { personTarget } from '../../config/resolve.ts';
import type { PersonTarget } from '../../escalation/policy.ts';
import type { OverrideStore } from '../../mongo/override-store.ts';
import type { Calendar } from '../../oncall/hours.ts';
import type { Override } from '../../oncall/override.ts';

/** How long the store has to say what overrides there are, and what accounts somebody has linked, in milliseconds. */
const STORE_MS = 1_000;

/** Who is on duty and how they are reached, by the configuration in force and what people have changed in chat. */
export interface Duty {
  /** @returns undefined when the configuration has no such schedule. */
  readonly schedule: (tenant: string, id: string) => ScheduleConfig | undefined;
  /** @returns undefined when the configuration has no such business hours. */
  readonly hours: (tenant: string, key: string) => Calendar | undefined;
  /**
   * The overrides of a schedule in the order in which they were made. While the store is away those that this process
   * read last: somebody is paged rather than nobody.
   */
  readonly overrides: (tenant: string, schedule: string) => Promise<readonly Override[]>;
  /** @returns somebody with all the ways in which they are reached; undefined when the configuration has no such person. */
  readonly person: (tenant: string, id: string) => Promise<PersonTarget | undefined>;
}

export function createDuty(deps: {
  readonly config: () => Config;
  readonly overrides: Pick<OverrideStore, 'of'>;
  readonly recognition: Pick<Recognition, 'linksOf'>;
  readonly log: Logger;
}): Duty {
  const { log } = deps;
  const readLast = new Map<string, readonly Override[]>();
  return {
    schedule: (tenant, id) => findTenant(deps.config(), tenant)?.schedules.get(id),
    hours: (tenant, key) => findTenant(deps.config(), tenant)?.businessHours.get(key),

    async overrides(tenant, schedule) {
      const key = `${tenant}:${schedule}`;
      const read = await soon(deps.overrides.of(tenant, schedule)).catch((err: unknown) => {
        log.warn({ err, schedule }, 'overrides cannot be read; those read last count');
        return readLast.get(key) ?? [];
      });
      readLast.set(key, read);
      return read;
    },

    async person(tenant, id) {
      const known = findTenant(deps.config(), tenant)?.people.get(id);
      if (!known) return undefined;
      const target = personTarget(known);
      const links = await soon(deps.recognition.linksOf(tenant, id)).catch((err: unknown) => {
        log.warn({ err, person: id }, 'linked accounts cannot be read; those of the configuration count');
        return [];
      });
      const linked = links.map(({ instance, user }) => ({ instance, user, linked: true as const }));
      return { ...target, contacts: [...target.contacts, ...linked] };
    },
  };
}

async function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, STORE_MS, new Error(`no answer within ${STORE_MS} ms`));
  });
  return Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}
