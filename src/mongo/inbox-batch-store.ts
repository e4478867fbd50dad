import { Binary, type Db } from 'mongodb';
import {
  batchId,
  batchOf,
  integrationId,
  type Batch,
  type BatchRef,
  type Captured,
  type IntegrationRef,
  type PackedBatch,
} from '../inbox/batch.ts';
import type { Waiting } from '../inbox/removed.ts';
import { findByIds } from './by-ids.ts';
import { packBatch, unpackBatch } from './inbox-pack.ts';
import type { DoneBatches, InboxHead } from './inbox-head.ts';
import { insertOnce } from './insert-once.ts';

interface BatchDocument {
  /** `<tenant>:<integration>/<lane>-<number>` */
  _id: string;
  /** Epoch milliseconds. */
  at: number;
  count: number;
  packed: Binary;
}

/** How many batches of a lane are counted, and how many with one look. */
const MOST_COUNTED = 2_000;
const COUNTED_AT_ONCE = 100;

/** Stored by more than one server: an answer says that it survives the death of any of them. */
const DURABLY = { writeConcern: { w: 'majority', j: true } } as const;

const documentOf = (batch: PackedBatch): BatchDocument => ({
  _id: batchId(batch),
  at: batch.at,
  count: batch.count,
  packed: new Binary(batch.packed),
});

/**
 * What came in and is not worked off yet: batches that are found by their ids, one after the other in their lane. Which
 * lanes there are, and how far each is worked off, stands at the head of the integration's inbox.
 */
export function createInboxBatchStore(db: Db) {
  const batches = db.collection<BatchDocument>('inbox_batches');
  const heads = db.collection<InboxHead>('inbox_heads');

  /** @returns the number of the lane's next batch to be worked off; undefined when nobody looks for its batches. */
  async function nextOf({ lane, ...ref }: Omit<BatchRef, 'number'>): Promise<number | undefined> {
    const head = await heads.findOne(
      { _id: integrationId(ref) },
      { projection: { [`lanes.${lane}.next`]: 1 } },
    );
    return head?.lanes?.[lane]?.next;
  }

  /** Has a lane's batches looked for, from this number on where they are not yet. @param now epoch milliseconds. */
  async function enter({ lane, number, ...ref }: BatchRef, now: number): Promise<void> {
    const _id = integrationId(ref);
    const known = { _id, [`lanes.${lane}.next`]: { $exists: true } };
    const again = await heads.updateOne(known, { $set: { [`lanes.${lane}.at`]: now } });
    if (again.matchedCount > 0) return;
    await insertOnce(heads, { _id, ...ref, revision: 0 });
    // One that was given up may come late: what is worked off must not be looked for again.
    const unknown = { _id, [`lanes.${lane}.next`]: { $exists: false } };
    await heads.updateOne(unknown, { $set: { [`lanes.${lane}`]: { next: number, from: 0, at: now } } });
  }

  return {
    nextOf,
    enter,
    pack: (batch: Batch): Promise<PackedBatch> => packBatch(batch),

    /** Stores new batches, all or, when it rejects, it may be some. Each may be of another integration. */
    async put(some: readonly PackedBatch[]): Promise<void> {
      await batches.insertMany(some.map(documentOf), { ordered: true, ...DURABLY });
    },

    /** Stores a batch that may be stored already, or worked off. @param now epoch milliseconds. */
    async putAgain(batch: PackedBatch, now: number): Promise<void> {
      await enter(batch, now);
      const isDone = async (): Promise<boolean> => ((await nextOf(batch)) ?? 0) > batch.number;
      if (await isDone()) return;
      await insertOnce(batches, documentOf(batch));
      // The first try may have come between, and have been worked off: nobody would look for this one.
      if (await isDone()) await batches.deleteOne({ _id: batchId(batch) });
    },

    /** @returns what a batch holds; undefined when there is none. */
    async find(ref: BatchRef): Promise<readonly Captured[] | undefined> {
      const found = await batches.findOne({ _id: batchId(ref) });
      return found ? unpackBatch(found.packed.buffer) : undefined;
    },

    /** @returns when the first delivery of a batch came, in epoch milliseconds; undefined when there is no such batch. */
    async since(ref: BatchRef): Promise<number | undefined> {
      return (await batches.findOne({ _id: batchId(ref) }, { projection: { at: 1 } }))?.at;
    },

    async delete({ first, ...last }: DoneBatches): Promise<void> {
      const { number } = last;
      const from = first ?? number;
      const ids = Array.from({ length: number - from + 1 }, (_, n) => batchId({ ...last, number: from + n }));
      await batches.deleteMany({ _id: { $in: ids } });
    },

    /** @param before epoch milliseconds. @returns the batches of a tenant that came before and wait still, as they are found. */
    async *older(tenant: string, before: number): AsyncGenerator<BatchRef> {
      for await (const { _id } of batches.find({ at: { $lt: before } }, { projection: { _id: 1 } })) {
        const batch = batchOf(tenant, _id);
        if (batch) yield batch;
      }
    },

    /** Deletes a batch that nobody works off: what came after it is next. @returns whether it was there. */
    async drop({ lane, number, ...ref }: BatchRef): Promise<boolean> {
      const { deletedCount } = await batches.deleteOne({ _id: batchId({ ...ref, lane, number }) });
      const waits = { _id: integrationId(ref), [`lanes.${lane}.next`]: { $lte: number } };
      const set = { [`lanes.${lane}.next`]: number + 1, [`lanes.${lane}.from`]: 0 };
      await heads.updateOne(waits, { $set: set });
      return deletedCount > 0;
    },

    /** @returns how many deliveries wait to be worked off; undefined when none does. */
    async waiting(ref: IntegrationRef): Promise<Waiting | undefined> {
      const head = await heads.findOne({ _id: integrationId(ref) }, { projection: { lanes: 1 } });
      let [deliveries, since, more] = [0, Infinity, false];
      for (const [lane, { next, from }] of Object.entries(head?.lanes ?? {})) {
        let isThere = true;
        for (let number = next; isThere; number += COUNTED_AT_ONCE) {
          if (number - next >= MOST_COUNTED) {
            more = true;
            break;
          }
          const ids = Array.from({ length: COUNTED_AT_ONCE }, (_, n) =>
            batchId({ ...ref, lane, number: number + n }),
          );
          const found = await findByIds(batches, ids, { at: 1, count: 1 });
          for (const { at, count } of found.values()) {
            // One without any fills a gap.
            if (count === 0) continue;
            deliveries += count;
            since = Math.min(since, at);
          }
          isThere = found.size > 0;
          const begun = found.get(batchId({ ...ref, lane, number: next }));
          if (begun) deliveries -= Math.min(from, begun.count);
        }
      }
      return deliveries > 0 ? { deliveries, since, ...(more && { more }) } : undefined;
    },

    /** @returns every integration that anything ever came for. */
    async integrations(): Promise<readonly IntegrationRef[]> {
      const found = await heads.find({}, { projection: { tenant: 1, integration: 1 } }).toArray();
      return found.map(({ tenant, integration }) => ({ tenant, integration }));
    },
  };
}

export type InboxBatchStore = ReturnType<typeof createInboxBatchStore>;
