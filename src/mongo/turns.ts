import { MongoServerError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

/** @returns whether the store refused a second document with one `_id`. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** Lets writes of one document follow each other. */
export type Turns = <R>(id: string, write: () => Promise<R>) => Promise<R>;

/**
 * Makes this process's writes of one document take turns: what meets others on the way is tried again, which costs more
 * than to wait. Two upserts of one document at once meet as a duplicate key on every store.
 * @returns a function that runs a write when those before it have ended; an upsert that meets another one runs again.
 */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return async (id, write) => {
    const before = last.get(id);
    const mine = (async () => {
      // How the write before ended is its own caller's matter.
      await before?.catch(() => undefined);
      try {
        return await write();
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return write();
      }
    })();
    last.set(id, mine);
    try {
      return await mine;
    } finally {
      if (last.get(id) === mine) last.delete(id);
    }
  };
}
