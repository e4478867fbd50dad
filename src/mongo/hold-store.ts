import type { Db } from 'mongodb';
import { incidentKey, type IncidentId } from '../incident/id.ts';
import type { Mark } from '../incident/incident.ts';
import { createTurns } from './turns.ts';

interface HoldDocument extends Mark {
  /** `<tenant>:<incident id>` */
  readonly _id: string;
}

/** Incidents of which nothing may be deleted, whatever the rules of retention say. */
export function createHoldStore(db: Db) {
  const holds = db.collection<HoldDocument>('holds');
  const turns = createTurns();
  return {
    /** @returns who put it on hold and why; undefined when nobody has. */
    async find(tenant: string, id: IncidentId): Promise<Mark | undefined> {
      const found = await holds.findOne({ _id: incidentKey(tenant, id) });
      if (!found) return undefined;
      const { _id, ...mark } = found;
      return mark;
    },
    /** May be repeated: the last reason counts. */
    async put(tenant: string, id: IncidentId, mark: Mark): Promise<void> {
      const _id = incidentKey(tenant, id);
      await turns(_id, () => holds.replaceOne({ _id }, mark, { upsert: true }));
    },
    /** @returns whether it was on hold. */
    async end(tenant: string, id: IncidentId): Promise<boolean> {
      return (await holds.deleteOne({ _id: incidentKey(tenant, id) })).deletedCount > 0;
    },
  };
}

export type HoldStore = ReturnType<typeof createHoldStore>;
