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
  /** Counts changes, so that of two at once one is made again on what the other left. */
  readonly revision: number;
  readonly overrides: readonly MadeOverride[];
}

/** How often a change is made again when others come between. */
const ATTEMPTS = 20;

/** Overrides that people have made in chat, found by their schedule. */
export function createOverrideStore(db: Db) {
  const made = db.collection<Stored>('overrides');
  const turns = createTurns();
  const idOf = (tenant: string, schedule: string): string => `${tenant}:${schedule}`;

  /** @param changed what is to be kept, or undefined for no change. */
  function change(
    _id: string,
    changed: (overrides: readonly MadeOverride[]) => readonly MadeOverride[] | undefined,
  ): Promise<void> {
    return turns(_id, async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const before = await made.findOne({ _id });
        const overrides = changed(before?.overrides ?? []);
        if (!overrides) return;
        if (!before) {
          await made.insertOne({ _id, revision: 1, overrides });
          return;
        }
        const { revision } = before;
        const replaced = await made.replaceOne({ _id, revision }, { revision: revision + 1, overrides });
        if (replaced.matchedCount > 0) return;
      }
      throw new Error(`the overrides ${_id} are being changed by too many at once`);
    });
  }

  return {
    /** @returns all that are kept of a schedule, in the order in which they were made. */
    async of(tenant: string, schedule: string): Promise<readonly MadeOverride[]> {
      return (await made.findOne({ _id: idOf(tenant, schedule) }))?.overrides ?? [];
    },

    /** Adds overrides, each id once: a delivery that comes again adds nothing. @param now epoch milliseconds. */
    async add(
      tenant: string,
      schedule: string,
      overrides: readonly MadeOverride[],
      now: number,
    ): Promise<void> {
      await change(idOf(tenant, schedule), (before) => {
        const fresh = overrides.filter(({ id }) => !before.some((one) => one.id === id));
        if (fresh.length === 0) return undefined;
        return [...before.filter(({ until }) => until >= now - KEPT_MS), ...fresh];
      });
    },

    /**
     * Ends an override: one that has begun stays as far as it has come, another is taken out.
     * @param now epoch milliseconds.
     * @returns the override as it was before; undefined when there is none of this id, or it is over.
     */
    async end(tenant: string, schedule: string, id: string, now: number): Promise<MadeOverride | undefined> {
      let ended: MadeOverride | undefined;
      await change(idOf(tenant, schedule), (before) => {
        ended = before.find((one) => one.id === id && one.until > now);
        if (!ended) return undefined;
        const { from } = ended;
        return before.flatMap((one) => {
          if (one !== ended) return one;
          return from < now ? { ...one, until: now } : [];
        });
      });
      return ended;
    },
  };
}

export type OverrideStore = ReturnType<typeof createOverrideStore>;
