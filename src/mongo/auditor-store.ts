import type { Db } from 'mongodb';
import type { Report } from '../inspection/report.ts';
import { createTurns, isDuplicate } from './turns.ts';

const NEWEST = 'newest';

/** What the auditor found when it looked last. */
export function createAuditorStore(db: Db) {
  const reports = db.collection<Report & { _id: string }>('auditor');
  const turns = createTurns();
  return {
    /** Replaces the report unless there is one of a later inspection. */
    async save(report: Report): Promise<void> {
      const unlessLater = { _id: NEWEST, startedAt: { $lte: report.startedAt } };
      try {
        await turns(NEWEST, () => reports.replaceOne(unlessLater, report, { upsert: true }));
      } catch (error) {
        // The upsert collides exactly when a later one is there.
        if (!isDuplicate(error)) throw error;
      }
    },

    /** @returns undefined before the first inspection. */
    async newest(): Promise<Report | undefined> {
      const found = await reports.findOne({ _id: NEWEST }, { projection: { _id: 0 } });
      return found ?? undefined;
    },
  };
}

export type AuditorStore = ReturnType<typeof createAuditorStore>;
