import type { Db } from 'mongodb';
import type { IncidentId } from '../incident/id.ts';
import { pageAddress } from '../incident/page-address.ts';
import { createTurns } from './turns.ts';

interface Stored {
  /** `<tenant>:<address of a page>` */
  readonly _id: string;
  readonly tenant: string;
  /** When an incident last had it, epoch milliseconds: by it the document expires. */
  readonly at: number;
  /** The last one first. */
  readonly incidents: readonly IncidentId[];
}

/** Incidents that are known of one page. */
const INCIDENTS = 5;
/** What this process has written and need not write again. */
const REMEMBERED = 10_000;

/** Which incidents web pages belong to: dashboards that their alerts came with, and what people linked. */
export function createPageStore(db: Db) {
  const pages = db.collection<Stored>('incident_pages');
  const turns = createTurns();
  const written = new Set<string>();

  return {
    async ensureIndexes(): Promise<void> {
      await pages.createIndex({ tenant: 1, at: 1 }, {}, {});
    },

    /** Notes that a page belongs to an incident; what is no web address is passed over. @param at epoch milliseconds. */
    async note(tenant: string, url: string, incident: IncidentId, at: number): Promise<void> {
      const address = pageAddress(url);
      if (address === undefined) return;
      const _id = `${tenant}:${address}`;
      const one = `${_id} ${incident}`;
      if (written.has(one)) return;
      await turns(_id, async () => {
        const before = (await pages.findOne({ _id }))?.incidents ?? [];
        const incidents = [incident, ...before.filter((id) => id !== incident)].slice(0, INCIDENTS);
        await pages.updateOne({ _id }, { $set: { tenant, incidents }, $max: { at } }, { upsert: true });
      });
      if (written.size >= REMEMBERED) written.clear();
      written.add(one);
    },

    /** @returns the incidents that a page belongs to, the last one first. */
    async incidentsOf(tenant: string, url: string): Promise<readonly IncidentId[]> {
      const address = pageAddress(url);
      if (address === undefined) return [];
      return (await pages.findOne({ _id: `${tenant}:${address}` }))?.incidents ?? [];
    },
  };
}

export type PageStore = ReturnType<typeof createPageStore>;
