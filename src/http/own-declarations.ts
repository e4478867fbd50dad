import { setTimeout as pause } from 'node:timers/promises';
import type { IncidentId } from '../incident/id.ts';
import type { Caller } from './caller.ts';
import { PART } from './patience.ts';

/** How long a list waits for what its reader has just declared, in milliseconds: a worker records it much sooner. */
const WAIT_MS = 300;
/** How often it is looked for meanwhile, in milliseconds. */
const LOOK_MS = 25;
/** How long after a declaration a list still looks for it, in milliseconds. */
const NEW_MS = 5_000;

/**
 * Remembers what people have declared just now in this process: the read model follows the workflows, and who declares an
 * incident and then lists the incidents must not be told that there is none. Declaring itself does not wait.
 * @param recorded does the read model have an incident?
 */
export function createOwnDeclarations(recorded: (tenant: string, id: IncidentId) => Promise<boolean>) {
  const newest = new Map<string, { id: IncidentId; until: number }>();
  const keyOf = ({ tenant, person }: Caller): string => `${tenant}:${person.id}`;

  return {
    note(caller: Caller, id: IncidentId): void {
      const now = performance.now();
      for (const [key, { until }] of newest) if (until < now) newest.delete(key);
      newest.set(keyOf(caller), { id, until: now + NEW_MS });
    },

    /** Waits a moment for the read model to have what the caller declared last. @throws what the store throws. */
    async settle(caller: Caller): Promise<void> {
      const own = newest.get(keyOf(caller));
      if (!own) return;
      const now = performance.now();
      const end = Math.min(own.until, now + Math.min(WAIT_MS, caller.patience.left(PART.store)));
      while (!(await recorded(caller.tenant, own.id)) && performance.now() < end) await pause(LOOK_MS);
      // Once is enough: a worker that is away would make every list slow.
      if (newest.get(keyOf(caller)) === own) newest.delete(keyOf(caller));
    },
  };
}
