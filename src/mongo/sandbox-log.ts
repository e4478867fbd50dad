import type { Db } from 'mongodb';
import type { Change, Changes } from '../chat/sandbox/store.ts';
import { insertOnce } from './insert-once.ts';

/** How many changes are kept: a page that has slept through more begins anew. */
const KEPT = 2_000;
/** How many changes are read in one go. */
const BATCH = 200;

type Entry = { _id: string; change: Change };

/**
 * The log of an instance's changes: one document for each, numbered 1, 2, 3 … in its `_id`. Numbers are claimed by
 * inserting, which is atomic on every store; counters are not. The document `head` only remembers about how far it goes.
 */
export function createSandboxLog(db: Db, scope: string) {
  const entries = db.collection<Entry>('sandbox_changes');
  const heads = db.collection<{ _id: string; position: number }>('sandbox_heads');
  const idOf = (position: number): string => `${scope}:${position}`;
  const exists = async (position: number): Promise<boolean> =>
    (await entries.findOne({ _id: idOf(position) })) !== null;

  async function remembered(): Promise<number> {
    return (await heads.findOne({ _id: scope }))?.position ?? 0;
  }

  /** Has what followed the position been forgotten, or the store been emptied? Without gaps, the next would exist. */
  async function isGone(position: number): Promise<boolean> {
    if (position > 0) return !(await exists(position));
    return (await remembered()) > 0 && !(await exists(1));
  }

  return {
    async append(change: Change): Promise<void> {
      const known = await remembered();
      let position = known + 1;
      while (!(await insertOnce(entries, { _id: idOf(position), change }))) position++;
      if (known === 0) await insertOnce(heads, { _id: scope, position });
      await heads.updateOne({ _id: scope }, { $max: { position } });
      if (position > KEPT) await entries.deleteOne({ _id: idOf(position - KEPT) });
    },

    async head(): Promise<number> {
      let position = await remembered();
      while (await exists(position + 1)) position++;
      return position;
    },

    async after(position: number): Promise<Changes> {
      const changes: { position: number; change: Change }[] = [];
      for (let next = position + 1; changes.length < BATCH; next++) {
        const entry = await entries.findOne({ _id: idOf(next) });
        if (!entry) break;
        changes.push({ position: next, change: entry.change });
      }
      return { changes, lost: changes.length === 0 && (await isGone(position)) };
    },
  };
}
