import type { Db } from 'mongodb';
import type { RunbookRate } from '../runbook/runbook.ts';
import { findByIds } from './by-ids.ts';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

interface PlaceDocument {
  /** `<tenant>:<runbook>/<number of the place>` */
  readonly _id: string;
  /** What makes two orders one. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Counts how often runbooks were run by themselves: each has as many places as it may be run in its time, and a place that
 * was taken longer ago is free again.
 */
export function createRunbookRateStore(db: Db) {
  const places = db.collection<PlaceDocument>('runbook_rates');
  const turns = createTurns();

  return {
    /**
     * Takes a place, the same one for the same key.
     * @param now epoch milliseconds.
     * @returns whether there was one.
     */
    take: (
      { tenant, runbook, key }: { readonly tenant: string; readonly runbook: string; readonly key: string },
      { count, perMs }: RunbookRate,
      now: number,
    ): Promise<boolean> =>
      turns(`${tenant}:${runbook}`, async () => {
        const ids = Array.from({ length: count }, (_, n) => `${tenant}:${runbook}/${n}`);
        const taken = await findByIds(places, ids);
        if ([...taken.values()].some((place) => place.key === key)) return true;
        for (const _id of ids) {
          const before = taken.get(_id);
          if (!before && (await insertOnce(places, { _id, key, at: now }))) return true;
          if (!before || before.at > now - perMs) continue;
          // Unless somebody else has taken it meanwhile.
          const { modifiedCount } = await places.replaceOne({ _id, key: before.key }, { key, at: now });
          if (modifiedCount > 0) return true;
        }
        return false;
      }),
  };
}

export type RunbookRateStore = ReturnType<typeof createRunbookRateStore>;
