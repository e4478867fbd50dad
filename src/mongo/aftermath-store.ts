import type { Db } from 'mongodb';
import type { Aftermath, Origin } from '../inbox/aftermath.ts';
import { integrationId, type IntegrationRef } from '../inbox/batch.ts';
import { findByIds } from './by-ids.ts';

interface AftermathDocument {
  /** As the delivery's: `<tenant>:<integration>:<key>`. */
  readonly _id: string;
  readonly tenant: string;
  /** When the delivery came, epoch milliseconds. */
  readonly receivedAt: number;
  /** By the part that was passed on: an {@link Aftermath} as JSON. */
  readonly parts: Readonly<Record<string, string>>;
}

/**
 * What came later of what deliveries had passed on. Beside the deliveries: it may be known before those are written, and
 * both are written whole.
 */
export function createAftermathStore(db: Db) {
  const documents = db.collection<AftermathDocument>('inbox_aftermath');
  const idOf = (ref: IntegrationRef, key: string): string => `${integrationId(ref)}:${key}`;

  return {
    /** Writes what came of one part, in place of what is known of it. @param part letters, digits and `-`. */
    async note(tenant: string, origin: Origin, part: string, aftermath: Aftermath): Promise<void> {
      const { integration, delivery, receivedAt } = origin;
      const _id = idOf({ tenant, integration }, delivery);
      const set = { tenant, receivedAt, [`parts.${part}`]: JSON.stringify(aftermath) };
      await documents.updateOne({ _id }, { $set: set }, { upsert: true });
    },

    /** @returns what came of each part of those deliveries of which something is known, by their keys. */
    async of(
      ref: IntegrationRef,
      keys: readonly string[],
    ): Promise<ReadonlyMap<string, readonly Aftermath[]>> {
      const found = await findByIds(
        documents,
        keys.map((key) => idOf(ref, key)),
      );
      return new Map(
        keys.flatMap((key) => {
          const document = found.get(idOf(ref, key));
          if (!document) return [];
          const parts = Object.values(document.parts).map((text) => JSON.parse(text) as Aftermath);
          return [[key, parts] as const];
        }),
      );
    },
  };
}

export type AftermathStore = ReturnType<typeof createAftermathStore>;

/** @param id as the delivery's. @returns whether there was something to forget. */
export async function forgetAftermath(db: Db, id: string): Promise<boolean> {
  const { deletedCount } = await db.collection<AftermathDocument>('inbox_aftermath').deleteOne({ _id: id });
  return deletedCount > 0;
}
