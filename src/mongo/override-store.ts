import type { Db } from 'mongodb';
import type { Override } from '../oncall/override.ts';
import type { Person } from '../incident/person.ts';
import { createTurns } from './turns.ts';

/** An override as it was made. */
export interface MadeOverride extends Override {
  readonly by: Person;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly note?: string;
}

/** How long overrides that are over are kept, in milliseconds: calendars show them so far back. */
const KEPT_MS = 400 * 86_400_000;

interface Stored {
  readonly _id: string;
  readonly overrides: readonly MadeOverride[];
}

/** Overrides that people have made in chat, found by their schedule. */
export function createOverrideStore(db: Db) {
  const made = db.collection<Stored>('overrides');
  const turns = createTurns();
  const idOf = (tenant: string, schedule: string): string => `${tenant}:${schedule}`;

  return {
    /** @returns all that are kept of a schedule, in the order in which they were made. */
    async of(tenant: string, schedule: string): Promise<readonly MadeOverride[]> {
      return (await made.findOne({ _id: idOf(tenant, schedule) }))?.overrides ?? [];
    },

    /** Adds overrides, each id once. @param now epoch milliseconds. */
    async add(
      tenant: string,
      schedule: string,
      overrides: readonly MadeOverride[],
      now: number,
    ): Promise<void> {
      const _id = idOf(tenant, schedule);
      await turns(_id, async () => {
        const ids = overrides.map(({ id }) => id);
        await made.updateOne({ _id }, { $pull: { overrides: { until: { $lt: now - KEPT_MS } } } });
        // A delivery that comes again adds nothing.
        const before = (await made.findOne({ _id }))?.overrides ?? [];
        const fresh = overrides.filter(({ id }) => !before.some((one) => one.id === id));
        if (fresh.length === 0) return;
        await made.updateOne(
          { _id, 'overrides.id': { $nin: ids } },
          { $push: { overrides: { $each: [...fresh] } } },
          { upsert: true },
        );
      });
    },

    /** @returns what was removed; undefined when there is none of this id. */
    async remove(tenant: string, schedule: string, id: string): Promise<MadeOverride | undefined> {
      const _id = idOf(tenant, schedule);
      return turns(_id, async () => {
        const found = (await made.findOne({ _id }))?.overrides.find((one) => one.id === id);
        if (found) await made.updateOne({ _id }, { $pull: { overrides: { id } } });
        return found;
      });
    },
  };
}

export type OverrideStore = ReturnType<typeof createOverrideStore>;
