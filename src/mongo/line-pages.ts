import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { Binary, type Db } from 'mongodb';
import { insertOnce } from './insert-once.ts';

const [packed, unpacked] = [promisify(deflate), promisify(inflate)];

interface LinePageDocument {
  readonly _id: string;
  readonly tenant: string;
  /** When the page expires by, epoch milliseconds. */
  readonly at: number;
  /** Counts up with each change. */
  readonly revision: number;
  /** The lines, deflated: a small store takes its time for each field. */
  readonly rows: Binary;
}

/** A page as it was read. */
export interface LinePage {
  readonly lines: readonly string[];
  readonly revision: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Lines of text in a few documents that are found by `_id`: the embedded store finds by nothing else, and reads a hundred
 * lines in one document sooner than a hundred documents.
 */
export function createLinePages(db: Db, collection: string) {
  const pages = db.collection<LinePageDocument>(collection);
  return {
    /** For what expires: its pages are looked for by tenant and time. */
    async ensureIndexes(): Promise<void> {
      await pages.createIndex({ tenant: 1, at: 1 }, {}, {});
    },

    async read(_id: string): Promise<LinePage | undefined> {
      const found = await pages.findOne({ _id });
      if (!found) return undefined;
      const { revision, at, rows } = found;
      return { revision, at, lines: (await unpacked(rows.buffer)).toString('utf8').split('\n') };
    },

    /**
     * Puts lines behind those of a page.
     * @param before the page as it was read; undefined where there was none. @param lines one at least, none with a line
     * break. @param at epoch milliseconds; the page expires by the latest that it was given.
     * @returns false when somebody else has written meanwhile: read it and try again.
     */
    async append(
      _id: string,
      before: LinePage | undefined,
      tenant: string,
      lines: readonly string[],
      at: number,
    ): Promise<boolean> {
      const all = [...(before?.lines ?? []), ...lines];
      const document = {
        tenant,
        at: Math.max(at, before?.at ?? 0),
        revision: (before?.revision ?? 0) + 1,
        rows: new Binary(await packed(all.join('\n'))),
      };
      if (!before) return insertOnce(pages, { _id, ...document });
      const { matchedCount } = await pages.replaceOne({ _id, revision: before.revision }, document);
      return matchedCount > 0;
    },
  };
}
