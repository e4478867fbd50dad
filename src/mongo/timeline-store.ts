import type { Db } from 'mongodb';
import type { IncidentEvent } from '../incident/event.ts';
import { incidentKey, type IncidentId } from '../incident/id.ts';
import type { IncidentRecord } from '../incident/view.ts';
import { createTurns } from './turns.ts';

/** Events in one document. A timeline is read by ids alone, so that no store needs an index for it. */
const BUCKET = 100;

interface TimelineDocument {
  /** `<tenant>:<incident id>/<bucket>` */
  _id: string;
  /** By sequence, so that writing an event again changes nothing. */
  events: Record<string, IncidentEvent>;
}

const bucketOf = (sequence: number): number => Math.floor((sequence - 1) / BUCKET);

/** What happened in each incident, in order, for good. */
export function createTimelineStore(db: Db) {
  const timeline = db.collection<TimelineDocument>('timeline');
  const turns = createTurns();
  return {
    /** Appends events; one that is there already stays as it is. */
    async appendTimeline({ view, events }: IncidentRecord): Promise<void> {
      const key = incidentKey(view.incident.tenant, view.incident.id);
      for (const bucket of new Set(events.map((event) => bucketOf(event.sequence)))) {
        const some = events.filter((event) => bucketOf(event.sequence) === bucket);
        const set = Object.fromEntries(some.map((event) => [`events.${event.sequence}`, event]));
        const _id = `${key}/${bucket}`;
        await turns(_id, () => timeline.updateOne({ _id }, { $set: set }, { upsert: true }));
      }
    },

    /**
     * @param last sequence of the newest event to read, as the read model has it.
     * @param limit how many of the newest; all when absent.
     * @returns events, oldest first.
     */
    async read(tenant: string, id: IncidentId, last: number, limit = Infinity): Promise<IncidentEvent[]> {
      const key = incidentKey(tenant, id);
      const first = Math.max(1, last - limit + 1);
      const ids: string[] = [];
      for (let bucket = bucketOf(first); bucket <= bucketOf(Math.max(1, last)); bucket++)
        ids.push(`${key}/${bucket}`);
      const documents = await Promise.all(ids.map((_id) => timeline.findOne({ _id })));
      return documents
        .flatMap((document) => Object.values(document?.events ?? {}))
        .filter((event) => event.sequence >= first)
        .sort((a, b) => a.sequence - b.sequence)
        .slice(-Math.min(limit, Number.MAX_SAFE_INTEGER));
    },

    /** Deletes an incident's events. May be repeated. @param last sequence of the newest. */
    async delete(tenant: string, id: IncidentId, last: number): Promise<void> {
      const key = incidentKey(tenant, id);
      for (let bucket = 0; bucket <= bucketOf(Math.max(1, last)); bucket++)
        await timeline.deleteOne({ _id: `${key}/${bucket}` });
    },
  };
}

export type TimelineStore = ReturnType<typeof createTimelineStore>;
