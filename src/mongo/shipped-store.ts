import type { Db } from 'mongodb';
import { shippedKeyText, type Shipped, type ShippedKey } from '../git/shipped.ts';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

type ShippedDocument = Shipped & {
  /** `<tenant>:<key>` */
  readonly _id: string;
  readonly tenant: string;
};

/** How often a document is looked at again when others change it at the same time. */
const ATTEMPTS = 20;
/** How many are written at once. */
const AT_ONCE = 16;

const idOf = (tenant: string, key: ShippedKey): string => `${tenant}:${shippedKeyText(key)}`;

/** Releases, tags and deployments, by what people's addresses of them say. */
export function createShippedStore(db: Db) {
  const all = db.collection<ShippedDocument>('shipped');
  const turns = createTurns();

  async function put(tenant: string, _id: string, shipped: Shipped): Promise<void> {
    const document = { ...shipped, tenant };
    await turns(_id, async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (await insertOnce(all, { _id, ...document })) return;
        const before = await all.findOne({ _id });
        // What was told late tells of an earlier state.
        if (before && before.at > shipped.at) return;
        if (before && (await all.replaceOne({ _id, at: before.at }, document)).matchedCount > 0) return;
      }
      throw new Error(`${_id} is being written by too many at once`);
    });
  }

  return {
    async ensureIndexes(): Promise<void> {
      await all.createIndex({ tenant: 1, at: 1 }, {}, {});
    },

    /** Keeps each under all of its keys; what is known already is replaced by what is newer. May be repeated. */
    async add(
      tenant: string,
      told: readonly { readonly keys: readonly ShippedKey[]; readonly shipped: Shipped }[],
    ): Promise<void> {
      const newest = new Map<string, Shipped>();
      for (const { keys, shipped } of told)
        for (const key of keys) {
          const _id = idOf(tenant, key);
          const before = newest.get(_id);
          if (!before || before.at <= shipped.at) newest.set(_id, shipped);
        }
      const each = [...newest];
      for (let n = 0; n < each.length; n += AT_ONCE)
        await Promise.all(each.slice(n, n + AT_ONCE).map(([_id, one]) => put(tenant, _id, one)));
    },

    /** @param keys the one that is wanted most first. @returns what is known under the first that is known. */
    async get(tenant: string, keys: readonly ShippedKey[]): Promise<Shipped | undefined> {
      for (const key of keys) {
        const found = await all.findOne({ _id: idOf(tenant, key) });
        if (!found) continue;
        const { _id: _, tenant: __, ...shipped } = found;
        return shipped;
      }
      return undefined;
    },
  };
}

export type ShippedStore = ReturnType<typeof createShippedStore>;
