import type { IncidentRecord } from '../src/incident/view.ts';
import { whileHeartbeating } from './heartbeat.ts';

/** Where incidents are kept for reading. All writes may be repeated and may come late. */
export interface RecordStore {
  /** Appends to the timeline; an event that is there already stays as it is. */
  appendTimeline(record: IncidentRecord): Promise<void>;
  /** Replaces the read model unless it is newer already. */
  saveView(record: IncidentRecord): Promise<void>;
  /** Notes what counts in the figures, unless that is newer already. */
  saveFact(record: IncidentRecord): Promise<void>;
}

export interface RecordActivities {
  /** Writes what happened to the timeline, the read model and the figures; idempotent, and never turns the read model back. */
  recordIncident(record: IncidentRecord): Promise<void>;
}

/** @param store the timeline, read model and figures; its failures are Temporal's to retry. @param now epoch milliseconds. */
export function createRecordActivities(store: RecordStore, now: () => number): RecordActivities {
  return {
    recordIncident: (record) =>
      whileHeartbeating(now, async () => {
        await store.appendTimeline(record);
        await store.saveView(record);
        await store.saveFact(record);
      }),
  };
}
