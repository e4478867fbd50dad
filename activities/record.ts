import type { IncidentRecord } from '../src/incident/view.ts';

/** Where incidents are kept for reading. Both writes may be repeated and may come late. */
export interface RecordStore {
  /** Appends to the timeline; an event that is there already stays as it is. */
  appendTimeline(record: IncidentRecord): Promise<void>;
  /** Replaces the read model unless it is newer already. */
  saveView(record: IncidentRecord): Promise<void>;
}

export interface RecordActivities {
  /** Writes what happened to the timeline and the read model; idempotent, and never turns the read model back. */
  recordIncident(record: IncidentRecord): Promise<void>;
}

/** @param store the timeline and read model; its failures are Temporal's to retry. */
export function createRecordActivities(store: RecordStore): RecordActivities {
  return {
    async recordIncident(record) {
      await store.appendTimeline(record);
      await store.saveView(record);
    },
  };
}
