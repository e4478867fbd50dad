import type { Db } from 'mongodb';
import type { PlatformMemory } from '../chat/memory.ts';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

interface MemoryDocument {
  /** `<tenant>:<instance>/<key>` */
  _id: string;
  /** `<tenant>:<instance>` */
  scope: string;
  key: string;
  value: unknown;
}

/** What provider instances remember of their platforms. */
export function createPlatformMemoryStore(db: Db) {
  const memories = db.collection<MemoryDocument>('platform_memory');
  const turns = createTurns();
  return {
    /** @returns the memory of one instance. */
    of({ tenant, instance }: { tenant: string; instance: string }): PlatformMemory {
      const scope = `${tenant}:${instance}`;
      const idOf = (key: string): string => `${scope}/${key}`;
      return {
        async get(key) {
          return (await memories.findOne({ _id: idOf(key) }))?.value;
        },
        async put(key, value) {
          const _id = idOf(key);
          await turns(_id, () => memories.replaceOne({ _id }, { scope, key, value }, { upsert: true }));
        },
        add(key, value) {
          return insertOnce(memories, { _id: idOf(key), scope, key, value });
        },
        async delete(key) {
          await memories.deleteOne({ _id: idOf(key) });
        },
        async list(prefix) {
          const found = await memories.find({ scope }).sort({ key: 1 }).toArray();
          return new Map(
            found.filter(({ key }) => key.startsWith(prefix)).map(({ key, value }) => [key, value]),
          );
        },
      };
    },
    async ensureIndexes(): Promise<void> {
      await memories.createIndex({ scope: 1, key: 1 }, {}, {});
    },
  };
}

export type PlatformMemoryStore = ReturnType<typeof createPlatformMemoryStore>;
