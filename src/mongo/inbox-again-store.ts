import { randomBytes } from 'node:crypto';
import type { Db } from 'mongodb';
import type { AgainList } from '../inbox/again.ts';
import { integrationId, type IntegrationRef } from '../inbox/batch.ts';

interface PartDocument {
  /** `<tenant>:<integration>/<list>-<part>` */
  _id: string;
  /** By these it expires; what it names came earlier. */
  tenant: string;
  receivedAt: number;
  /** JSON: keys of deliveries. */
  keys: string;
}

/** Keys in one document. */
const PART = 1_000;

/** Lists of deliveries that are to be read again: whoever reads them has no room for thousands of keys. */
export function createInboxAgainStore(db: Db) {
  const parts = db.collection<PartDocument>('inbox_again');
  const idOf = (ref: IntegrationRef, list: string, part: number): string =>
    `${integrationId(ref)}/${list}-${part}`;

  return {
    /** Keeps keys in their order. @param now epoch milliseconds. */
    async keep(ref: IntegrationRef, keys: readonly string[], now: number): Promise<AgainList> {
      const list = randomBytes(8).toString('hex');
      const count = Math.ceil(keys.length / PART);
      for (let part = 0; part < count; part++)
        await parts.insertOne({
          _id: idOf(ref, list, part),
          tenant: ref.tenant,
          receivedAt: now,
          keys: JSON.stringify(keys.slice(part * PART, (part + 1) * PART)),
        });
      return { list, parts: count };
    },

    /** @returns the keys of a part; undefined when it is done. */
    async part(ref: IntegrationRef, list: string, part: number): Promise<readonly string[] | undefined> {
      const found = await parts.findOne({ _id: idOf(ref, list, part) });
      return found ? (JSON.parse(found.keys) as string[]) : undefined;
    },

    /** Forgets a part. */
    async done(ref: IntegrationRef, list: string, part: number): Promise<void> {
      await parts.deleteOne({ _id: idOf(ref, list, part) });
    },
  };
}

/** Forgets a part of a list that nobody has read. @param id of its document. @returns whether it was there. */
export async function forgetAgainPart(db: Db, id: string): Promise<boolean> {
  return (await db.collection<PartDocument>('inbox_again').deleteOne({ _id: id })).deletedCount > 0;
}

export type InboxAgainStore = ReturnType<typeof createInboxAgainStore>;
