import type { Db, Filter } from 'mongodb';
import { counts, factOf, pagedBy, type Counted, type Fact, type Paged } from '../figures/fact.ts';
import type { IncidentId } from '../incident/id.ts';
import type { IncidentRecord } from '../incident/view.ts';
import { createTurns, isDuplicate } from './turns.ts';

/** Incidents in one document: few enough to be written anew at each milestone, many enough to be read by the thousand. */
const BUCKET = 50;
/** How many documents are read at once. */
const AT_ONCE = 20;
/** How much later than a higher number a lower one may have been declared, in milliseconds. */
const OUT_OF_ORDER_MS = 86_400_000;

/** What counts is kept as text: a small store takes its time for each field of each document. */
interface FactDocument {
  /** `<tenant>/<bucket>` */
  _id: string;
  /** By number: a {@link Fact} as JSON. */
  facts?: Record<string, string>;
  /** By number: that of the record of the fact, so that an older one never replaces a newer one. */
  revisions?: Record<string, number>;
  /** By `<number>-<sequence of the event>`: {@link Paged} as JSON. */
  pages?: Record<string, string>;
}

interface NewestDocument {
  /** `<tenant>/newest` */
  _id: string;
  number: number;
}

/** How long incidents that were over are believed to be so still, in milliseconds: one may be reopened. */
const BELIEVED_MS = 60_000;
/** How long ago the youngest of them was declared, in milliseconds. */
const QUIET_MS = 3_600_000;

const bucketOf = (number: number): number => Math.floor((number - 1) / BUCKET);

/** What of each incident counts in the figures, found by its number. */
/** @param now epoch milliseconds. */
export function createFactStore(db: Db, now: () => number = Date.now) {
  const facts = db.collection<FactDocument>('figures');
  const newest = db.collection<NewestDocument>('newest_figures');
  const turns = createTurns();
  /** The highest number that this process has noted, by tenant. */
  const noted = new Map<string, number>();
  /** Documents whose incidents are all over, as they were read. */
  const still = new Map<string, { readonly at: number; readonly counted: readonly Counted[] }>();

  async function note(tenant: string, number: number): Promise<void> {
    if ((noted.get(tenant) ?? 0) >= number) return;
    const _id = `${tenant}/newest`;
    await turns(_id, () => newest.updateOne({ _id }, { $max: { number } }, { upsert: true }));
    noted.set(tenant, number);
  }

  async function bucket(tenant: string, index: number): Promise<readonly Counted[]> {
    const _id = `${tenant}/${index}`;
    const at = now();
    const quiet = still.get(_id);
    if (quiet && at - quiet.at < BELIEVED_MS) return quiet.counted;
    const counted = countedIn(await facts.findOne({ _id }));
    // Nothing happens any more in most of them.
    const isQuiet = counted.every((one) => !one.active && at - one.declaredAt > QUIET_MS);
    if (isQuiet && counted.length > 0) still.set(_id, { at, counted });
    else still.delete(_id);
    return counted;
  }

  return {
    /** Notes what a record brings; one that comes again or late changes nothing that is newer. */
    async saveFact({ view, revision, events }: IncidentRecord): Promise<void> {
      if (!counts(view.incident, events)) return;
      const { tenant } = view.incident;
      const fact = factOf(view);
      const { number } = fact;
      const _id = `${tenant}/${bucketOf(number)}`;
      const paged = Object.fromEntries(
        events.flatMap((event) => {
          const pages = pagedBy(event);
          return pages ? [[`pages.${number}-${event.sequence}`, JSON.stringify(pages)] as const] : [];
        }),
      );
      if (Object.keys(paged).length > 0)
        await turns(_id, () => facts.updateOne({ _id }, { $set: paged }, { upsert: true }));
      const unlessNewer: Filter<FactDocument> = {
        _id,
        $or: [
          { [`revisions.${number}`]: { $exists: false } },
          { [`revisions.${number}`]: { $lte: revision } },
        ],
      };
      const set = {
        $set: { [`facts.${number}`]: JSON.stringify(fact), [`revisions.${number}`]: revision },
      };
      try {
        await turns(_id, () => facts.updateOne(unlessNewer, set, { upsert: true }));
      } catch (error) {
        // The upsert collides, and does so again, exactly when a newer one is there.
        if (!isDuplicate(error)) throw error;
      }
      still.delete(_id);
      await note(tenant, number);
    },

    /** @returns whether anything was noted of an incident: it stays also when the incident is deleted. */
    async has(tenant: string, id: IncidentId): Promise<boolean> {
      const number = Number(id.slice('INC-'.length));
      const found = await facts.findOne({ _id: `${tenant}/${bucketOf(number)}` });
      return found?.facts?.[String(number)] !== undefined;
    },

    /** @returns the incidents declared in a period, the newest first. @param from @param to epoch milliseconds, `to` exclusive. */
    async between(tenant: string, from: number, to: number): Promise<Counted[]> {
      const last = await newest.findOne({ _id: `${tenant}/newest` });
      const found: Counted[] = [];
      for (let next = last ? bucketOf(last.number) : -1; next >= 0; next -= AT_ONCE) {
        const indexes = Array.from({ length: Math.min(AT_ONCE, next + 1) }, (_, i) => next - i);
        const buckets = await Promise.all(indexes.map((index) => bucket(tenant, index)));
        const some = buckets.flat();
        found.push(...some.filter(({ declaredAt }) => declaredAt >= from && declaredAt < to));
        // Numbers rise with time.
        const isBefore =
          some.length > 0 && some.every(({ declaredAt }) => declaredAt < from - OUT_OF_ORDER_MS);
        if (isBefore) break;
      }
      return found.sort((a, b) => b.number - a.number);
    },
  };
}

/** @returns the incidents of a document, each with its pages in their order. */
function countedIn(document: FactDocument | null): Counted[] {
  const pages = new Map<string, [sequence: number, Paged][]>();
  for (const [key, text] of Object.entries(document?.pages ?? {})) {
    const [number = '', sequence = ''] = key.split('-');
    const some = pages.get(number) ?? [];
    some.push([Number(sequence), JSON.parse(text) as Paged]);
    pages.set(number, some);
  }
  return Object.entries(document?.facts ?? {}).map(([number, text]) => ({
    ...(JSON.parse(text) as Fact),
    pages: (pages.get(number) ?? []).sort(([a], [b]) => a - b).map(([, paged]) => paged),
  }));
}

export type FactStore = ReturnType<typeof createFactStore>;
