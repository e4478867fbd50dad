import type { Db } from 'mongodb';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

/** What is known of an incident without looking at it. */
export interface Mark {
  readonly number: number;
  readonly revision: number;
  /** Neither resolved nor closed. */
  readonly active: boolean;
  readonly private: boolean;
}

/** Incidents in one document. The embedded store finds by `_id` alone, and decodes all incidents to find some. */
const BUCKET = 500;

interface MarksDocument {
  /** `<tenant>/<bucket>` */
  _id: string;
  /** By number: revision, active and private in one number, of which the greatest is the newest. */
  marks: Record<string, number>;
}

/** Which buckets a tenant has: numbers have gaps, and after a rebuild may begin anywhere. */
interface BucketsDocument {
  /** `<tenant>/buckets`; {@link COMPLETE} says that every incident is marked. */
  _id: string;
  buckets: Record<string, true>;
}

/** No tenant is called so. */
const COMPLETE = '/complete';

const coded = (mark: Omit<Mark, 'number'>): number =>
  mark.revision * 4 + (mark.active ? 2 : 0) + (mark.private ? 1 : 0);

const bucketOf = (number: number): number => Math.floor(number / BUCKET);

/** Which incidents there are, in a few documents that are found by `_id`. */
export function createIncidentMarks(db: Db) {
  const buckets = db.collection<MarksDocument>('incident_marks');
  const heads = db.collection<BucketsDocument>('incident_marks');
  const turns = createTurns();
  /** Buckets of which this process knows that they are listed. */
  const listed = new Set<string>();

  /** Writes marks of one bucket, which is listed before it is there. */
  async function write(tenant: string, bucket: number, marks: Readonly<Record<string, number>>) {
    const [_id, head] = [`${tenant}/${bucket}`, `${tenant}/buckets`];
    if (!listed.has(_id)) {
      const $set = { [`buckets.${bucket}`]: true as const };
      await turns(head, () => heads.updateOne({ _id: head }, { $set }, { upsert: true }));
      listed.add(_id);
    }
    const $max = Object.fromEntries(Object.entries(marks).map(([number, code]) => [`marks.${number}`, code]));
    await turns(_id, () => buckets.updateOne({ _id }, { $max }, { upsert: true }));
  }

  return {
    /** Notes an incident. In whatever order notes come, that of the greatest revision stays. */
    note: (tenant: string, { number, ...mark }: Mark): Promise<void> =>
      write(tenant, bucketOf(number), { [number]: coded(mark) }),

    async remove(tenant: string, number: number): Promise<void> {
      const _id = `${tenant}/${bucketOf(number)}`;
      await turns(_id, () => buckets.updateOne({ _id }, { $unset: { [`marks.${number}`]: '' } }));
    },

    /** Notes, once for each store, what was written by a version that marked nothing. @param all every incident. */
    async complete(all: () => AsyncIterable<Mark & { readonly tenant: string }>): Promise<void> {
      if (await heads.findOne({ _id: COMPLETE })) return;
      const found = new Map<string, { tenant: string; bucket: number; marks: Record<string, number> }>();
      for await (const { tenant, number, ...mark } of all()) {
        const bucket = bucketOf(number);
        const key = `${tenant}/${bucket}`;
        const one = found.get(key) ?? { tenant, bucket, marks: {} };
        found.set(key, one);
        one.marks[number] = coded(mark);
      }
      for (const { tenant, bucket, marks } of found.values()) await write(tenant, bucket, marks);
      await insertOnce(heads, { _id: COMPLETE, buckets: {} });
    },

    /** @returns all incidents of a tenant, newest first. */
    async of(tenant: string): Promise<Mark[]> {
      const head = await heads.findOne({ _id: `${tenant}/buckets` });
      const found = await Promise.all(
        Object.keys(head?.buckets ?? {}).map((bucket) => buckets.findOne({ _id: `${tenant}/${bucket}` })),
      );
      return found
        .flatMap((one) => Object.entries(one?.marks ?? {}))
        .map(([number, code]) => ({
          number: Number(number),
          revision: Math.floor(code / 4),
          active: (code & 2) !== 0,
          private: (code & 1) !== 0,
        }))
        .sort((a, b) => b.number - a.number);
    },
  };
}
