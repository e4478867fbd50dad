import type { Db } from 'mongodb';
import type { Search } from '../git/term.ts';
import { createLinePages } from './line-pages.ts';
import { createTurns } from './turns.ts';

/** Things in one page, and how many pages are read at once. */
const PAGE = 200;
const AT_ONCE = 16;
/** How many pages one search looks through: 400,000 things. */
const MOST_PAGES = 2_000;
/** How often a write is made again when others come between. */
const ATTEMPTS = 20;

/** A thing by the words in it: what a search looks through where the store has no index. */
export interface Row {
  /** `_id` of the thing. */
  readonly id: string;
  readonly terms: readonly string[];
}

interface HeadDocument {
  /** `<tenant>:code` */
  readonly _id: string;
  /** Number of the newest page. */
  readonly last: number;
}

/** Where a look goes on: before this line of this page. */
export interface Place {
  readonly page: number;
  readonly line: number;
}

/** What a look came to. */
export interface FoundIds {
  readonly ids: readonly string[];
  /** Where it began: what came since then stands behind it. */
  readonly start: Place;
  /** Absent when all were looked through. */
  readonly next?: Place;
  /** It ended because it had looked through enough: there may be none, or more. */
  readonly truncated?: true;
}

/** What stands between an id and its terms, none of which has it. */
const GAP = '\t';

/**
 * Things by the words in them, in pages of lines `<id> <term> <term> …` (with a {@link GAP}). A page is known as
 * `<tenant>:code/<number>`, counted up in the order in which things came, and expires by when the last of it came.
 */
export function createCodePages(db: Db, mostPages = MOST_PAGES) {
  const pages = createLinePages(db, 'code_pages');
  const heads = db.collection<HeadDocument>('code_pages');
  const turns = createTurns();

  const linesOf = async (_id: string): Promise<readonly string[] | undefined> =>
    (await pages.read(_id))?.lines;

  return {
    /** Puts things behind those that are there. @param at when they came, epoch milliseconds. */
    add(tenant: string, rows: readonly Row[], at: number): Promise<void> {
      const head = `${tenant}:code`;
      const clean = (text: string): string => text.replace(/[\t\n]/g, ' ');
      let left = rows.map(({ id, terms }) => [id, ...terms].map(clean).join(GAP));
      if (left.length === 0) return Promise.resolve();
      return turns(head, async () => {
        let number = (await heads.findOne({ _id: head }))?.last ?? 0;
        for (let attempt = 0; left.length > 0; attempt++) {
          if (attempt > ATTEMPTS + rows.length) throw new Error(`too many write into ${head} at once`);
          const _id = `${tenant}:code/${number}`;
          const before = await pages.read(_id);
          const room = left.slice(0, PAGE - (before?.lines.length ?? 0));
          if (room.length === 0) {
            number++;
            await heads.updateOne({ _id: head }, { $max: { last: number } }, { upsert: true });
            continue;
          }
          if (await pages.append(_id, before, tenant, room, at)) left = left.slice(room.length);
        }
      });
    },

    /**
     * @param from where an earlier look ended; absent: from the newest on.
     * @returns at most `limit` ids of things that have every term, those first that came last, and where it goes on. Beyond
     * so many pages it ends and says so: whoever asks may go on from there.
     */
    async find(tenant: string, { terms }: Search, limit: number, from?: Place): Promise<FoundIds> {
      const last = from?.page ?? (await heads.findOne({ _id: `${tenant}:code` }))?.last ?? 0;
      const found = new Set<string>();
      const wanted = terms.map((term) => `${GAP}${term}${GAP}`);
      const step = Math.min(AT_ONCE, mostPages);
      let start: Place = from ?? { page: last, line: 0 };
      for (let newest = last; newest >= 0; newest -= step) {
        if (last - newest >= mostPages)
          return { ids: [...found], start, next: { page: newest, line: PAGE }, truncated: true };
        const numbers = Array.from({ length: Math.min(step, newest + 1) }, (_, n) => newest - n);
        const some = await Promise.all(numbers.map((n) => linesOf(`${tenant}:code/${n}`)));
        // Older ones have expired.
        if (some.every((page) => !page)) break;
        for (const [n, lines = []] of some.entries()) {
          const page = newest - n;
          const before = page === from?.page ? Math.min(from.line, lines.length) : lines.length;
          if (page === last) start = { page, line: before };
          for (let at = before - 1; at >= 0; at--) {
            const line = lines[at] ?? '';
            if (!wanted.every((term) => `${line}${GAP}`.includes(term))) continue;
            const id = line.slice(0, line.indexOf(GAP));
            // The one after the last that is wanted: there is more.
            if (found.size === limit && !found.has(id))
              return { ids: [...found], start, next: { page, line: at + 1 } };
            found.add(id);
          }
        }
      }
      return { ids: [...found], start };
    },

    /** @returns the ids of the things in a page; none when it is no page of these. @param id as the page is known. */
    async idsIn(id: string): Promise<string[]> {
      if (!/:code\/\d+$/.test(id)) return [];
      return ((await linesOf(id)) ?? []).map((line) => line.split(GAP, 1)[0] ?? '');
    },
  };
}
