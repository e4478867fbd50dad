import type { Db } from 'mongodb';
import { insertOnce } from './insert-once.ts';

interface RevisedDocument {
  _id: string;
  /** Counts up with each change. */
  revision: number;
  /** JSON. */
  state: string;
}

/** What is known, with the revision at which it is so. */
export interface Revised<T> {
  readonly state: T;
  readonly revision: number;
}

/**
 * Documents that are read and written as a whole, by one at a time.
 * @typeParam T what one holds, as JSON.
 */
export function createRevisedStore<T>(db: Db, collection: string) {
  const documents = db.collection<RevisedDocument>(collection);
  return {
    async find(_id: string): Promise<Revised<T> | undefined> {
      const found = await documents.findOne({ _id });
      return found ? { state: JSON.parse(found.state) as T, revision: found.revision } : undefined;
    },

    /**
     * @param revision of what it takes the place of; undefined where there was nothing.
     * @returns the new revision; undefined when somebody else has written meanwhile.
     */
    async save(_id: string, state: T, revision: number | undefined): Promise<number | undefined> {
      const text = JSON.stringify(state);
      if (revision === undefined)
        return (await insertOnce(documents, { _id, revision: 1, state: text })) ? 1 : undefined;
      const { modifiedCount } = await documents.updateOne(
        { _id, revision },
        { $set: { revision: revision + 1, state: text } },
      );
      return modifiedCount > 0 ? revision + 1 : undefined;
    },
  };
}

export type RevisedStore<T> = ReturnType<typeof createRevisedStore<T>>;
