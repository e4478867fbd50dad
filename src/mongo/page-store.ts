import type { Db } from 'mongodb';
import type { IncidentId } from '../incident/id.ts';
import { pageAddress } from '../incident/page-address.ts';
import { findByIds } from './by-ids.ts';
import { createTurns, isDuplicate } from './turns.ts';

/** That a web page belongs to an incident. */
export interface IncidentPage {
  readonly url: string;
  readonly incident: IncidentId;
  /** Since when, epoch milliseconds. */
  readonly at: number;
}

interface Stored {
  /** `<tenant>:<address of a page>` */
  readonly _id: string;
  readonly tenant: string;
  /** When an incident last had it, epoch milliseconds: by it the document expires. */
  readonly at: number;
  /** The last one first. */
  readonly incidents: readonly IncidentId[];
}

type Belonging = Pick<Stored, 'incidents' | 'at'>;

/** Incidents that are known of one page. */
const INCIDENTS = 5;
/** What this process has written and need not write again. */
const REMEMBERED = 10_000;

/** @returns those that are said now, and then those that were known. */
function joined(now: readonly IncidentId[], before: readonly IncidentId[] = []): readonly IncidentId[] {
  return [...now, ...before.filter((id) => !now.includes(id))].slice(0, INCIDENTS);
}

/** Which incidents web pages belong to: dashboards that their alerts came with, and what people linked. */
export function createPageStore(db: Db) {
  const pages = db.collection<Stored>('incident_pages');
  const turns = createTurns();
  const written = new Set<string>();

  async function put(tenant: string, _id: string, { incidents, at }: Belonging): Promise<void> {
    await turns(_id, async () => {
      const before = await pages.findOne({ _id });
      const $set = { tenant, incidents: joined(incidents, before?.incidents) };
      await pages.updateOne({ _id }, { $set, $max: { at } }, { upsert: true });
    });
  }

  /** Writes at once what was not there: each alert of a storm may have a page of its own. */
  async function putNew(tenant: string, some: readonly (readonly [string, Belonging])[]): Promise<void> {
    if (some.length === 0) return;
    try {
      await pages.insertMany(
        some.map(([_id, belonging]) => ({ _id, tenant, ...belonging })),
        { ordered: false },
      );
    } catch (error) {
      // Somebody else noted one meanwhile.
      if (!isDuplicate(error)) throw error;
      for (const [_id, belonging] of some) await put(tenant, _id, belonging);
    }
  }

  return {
    async ensureIndexes(): Promise<void> {
      await pages.createIndex({ tenant: 1, at: 1 }, {}, {});
    },

    /** Notes which pages belong to incidents, of several incidents of one page the last first; what is no web address is passed over. */
    async note(tenant: string, some: readonly IncidentPage[]): Promise<void> {
      const fresh = new Map<string, Belonging>();
      const noted: string[] = [];
      for (const { url, incident, at } of some) {
        const address = pageAddress(url);
        const _id = `${tenant}:${address}`;
        const one = `${_id} ${incident}`;
        if (address === undefined || written.has(one)) continue;
        noted.push(one);
        const before = fresh.get(_id);
        fresh.set(_id, {
          incidents: joined([incident], before?.incidents),
          at: Math.max(at, before?.at ?? at),
        });
      }
      if (fresh.size === 0) return;
      const known = await findByIds(pages, [...fresh.keys()], { _id: 1 });
      await putNew(
        tenant,
        [...fresh].filter(([_id]) => !known.has(_id)),
      );
      for (const [_id, belonging] of fresh) if (known.has(_id)) await put(tenant, _id, belonging);
      if (written.size >= REMEMBERED) written.clear();
      for (const one of noted) written.add(one);
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
