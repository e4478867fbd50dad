import type { Db, Filter } from 'mongodb';
import { toldAgain, type Code } from '../git/code.ts';
import type { Cursor } from '../git/cursor.ts';
import type { Search } from '../git/term.ts';
import { findByIds } from './by-ids.ts';
import { createCodePages } from './code-pages.ts';
import { insertOnce } from './insert-once.ts';
import { createTurns, isDuplicate } from './turns.ts';

type CodeDocument = Code & {
  /** `<tenant>:<integration>/<repository>:<key>` */
  readonly _id: string;
  readonly tenant: string;
};

/** What a search came to. */
export interface Found {
  /** The newest first. */
  readonly found: readonly Code[];
  /** Absent at the end. */
  readonly next?: Cursor;
  /** It ended because it had looked through enough: older ones were not looked at. */
  readonly truncated?: true;
}

/** Most things that are put into the order of their times at once. */
const LONGEST_STRETCH = 1_000;
/** How many are written at once. */
const AT_ONCE = 16;

const idOf = (tenant: string, { integration, repository, key }: Code): string =>
  `${tenant}:${integration}/${repository.toLowerCase()}:${key}`;

/** Commits, branches and pull requests, found by the words in them. */
export function createCodeStore(db: Db, mostPages?: number) {
  const code = db.collection<CodeDocument>('code');
  const pages = createCodePages(db, mostPages);
  const turns = createTurns();
  let indexed: Promise<boolean> | undefined;

  /** MongoDB finds by an index; the embedded store reads all of a collection for whatever is no `_id`. */
  function hasIndexes(): Promise<boolean> {
    indexed ??= db
      .command({ buildInfo: 1 })
      .then((info) => !('ferretdb' in info || 'ferretdbVersion' in info));
    indexed.catch(() => (indexed = undefined));
    return indexed;
  }

  /** Writes what may be there, as it was told last. */
  async function put(tenant: string, one: Code): Promise<void> {
    const _id = idOf(tenant, one);
    if (await insertOnce(code, { ...one, _id, tenant })) return;
    await turns(_id, async () => {
      const before = await code.findOne({ _id });
      if (!before) return;
      const after = toldAgain(before, one);
      if (after === before) return;
      const { _id: __, ...rest } = after;
      if (after.kind === 'commit') await code.updateOne({ _id }, { $set: { branches: after.branches } });
      else await code.replaceOne({ _id, at: before.at }, rest);
    });
  }

  /** Writes what is not there, at once; what somebody else writes meanwhile as it was told last. */
  async function putNew(tenant: string, all: readonly Code[]): Promise<void> {
    if (all.length === 0) return;
    try {
      const documents = all.map((one): CodeDocument => ({ ...one, _id: idOf(tenant, one), tenant }));
      await code.insertMany(documents, { ordered: false });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      await several(all, (one) => put(tenant, one));
    }
  }

  async function several<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
    const done: R[] = [];
    for (let n = 0; n < all.length; n += AT_ONCE)
      done.push(...(await Promise.all(all.slice(n, n + AT_ONCE).map(work))));
    return done;
  }

  /** A cursor of it: the time of the last one, and how many of that time were told. */
  async function byIndex(
    tenant: string,
    { terms, idBegins }: Search,
    limit: number,
    [until, told = 0]: Cursor,
  ): Promise<Found> {
    const filter = {
      tenant,
      terms: terms.length === 1 ? terms[0] : { $all: terms },
      ...(until !== undefined && { at: { $lte: until } }),
      ...(idBegins !== undefined && { id: { $gte: idBegins, $lt: `${idBegins}g` } }),
    } as Filter<CodeDocument>;
    const some = await code
      .find(filter, { projection: { terms: 0 } })
      .sort({ at: -1 })
      .skip(until === undefined ? 0 : told)
      .limit(limit + 1)
      .toArray();
    const found = some.slice(0, limit);
    const last = found.at(-1);
    if (!last || some.length <= limit) return { found };
    const same = found.filter(({ at }) => at === last.at).length;
    return { found, next: [last.at, same + (last.at === until ? told : 0)] };
  }

  /**
   * A cursor of it: page and line where a stretch of things begins, how many it has, and how many of them were told. What was
   * found last in a stretch may be newer by its own time than what came first.
   */
  async function byPages(
    tenant: string,
    search: Search,
    limit: number,
    [page, line = 0, stretch = 2 * limit, told = 0]: Cursor,
  ): Promise<Found> {
    const from = page === undefined ? undefined : { page, line };
    const size = Math.min(stretch, LONGEST_STRETCH);
    const { ids, start, next, truncated } = await pages.find(tenant, search, size, from);
    const there = await findByIds(code, ids);
    const { idBegins = '' } = search;
    const all: Code[] = [];
    // Of those with the same time, those first that came last.
    for (const id of ids) {
      const one = there.get(id);
      if (one && (one.kind !== 'commit' || one.id.startsWith(idBegins))) all.push(one);
    }
    const found = all.sort((a, b) => b.at - a.at).slice(told, told + limit);
    if (told + limit < all.length) return { found, next: [start.page, start.line, size, told + limit] };
    return {
      found,
      ...(next && { next: [next.page, next.line, size, 0] }),
      ...(truncated && { truncated }),
    };
  }

  return {
    async ensureIndexes(): Promise<void> {
      // Where no look-up uses it, it would have each thing's words written twice.
      if (await hasIndexes()) await code.createIndex({ tenant: 1, terms: 1, at: -1 }, {}, {});
    },

    /**
     * Keeps what can be searched. Of a commit that is known only the branches on which it was seen are added.
     * @param at when it came, epoch milliseconds.
     */
    async add(tenant: string, all: readonly Code[], at: number): Promise<void> {
      const told = new Map<string, Code>();
      for (const one of all) {
        const _id = idOf(tenant, one);
        const before = told.get(_id);
        told.set(_id, before ? toldAgain(before, one) : one);
      }
      const known = await findByIds(code, [...told.keys()], { terms: 0 });
      const fresh = [...told].filter(([_id]) => !known.has(_id));
      const renamed = [...told].filter(([_id, one]) => {
        const before = known.get(_id);
        return before && 'title' in one && 'title' in before && one.title !== before.title;
      });
      // First of all: what is written twice after a crash is found once all the same.
      await pages.add(
        tenant,
        [...fresh, ...renamed].map(([id, { terms }]) => ({ id, terms })),
        at,
      );
      await putNew(
        tenant,
        fresh.map(([, one]) => one),
      );
      const changed = [...told].filter(([_id, one]) => {
        const before = known.get(_id);
        return before && toldAgain<Code>(before, one) !== before;
      });
      await several(changed, ([, one]) => put(tenant, one));
    },

    /**
     * @param cursor where an earlier search for the same ended. @returns at most `limit` that have every term, newest first,
     * and where it goes on.
     */
    async find(tenant: string, search: Search, limit: number, cursor: Cursor = []): Promise<Found> {
      const { found, ...rest } = await ((await hasIndexes()) ? byIndex : byPages)(
        tenant,
        search,
        limit,
        cursor,
      );
      return {
        ...rest,
        found: found.map((one) => {
          const { _id: _, tenant: __, ...known } = one as CodeDocument;
          return { ...known, terms: [] };
        }),
      };
    },

    /** @param key as in {@link Code}. @returns one thing of a repository; undefined when it is not known. */
    async get(
      tenant: string,
      place: { readonly integration: string; readonly repository: string },
      key: string,
    ): Promise<Code | undefined> {
      const _id = `${tenant}:${place.integration}/${place.repository.toLowerCase()}:${key}`;
      const found = await code.findOne({ _id }, { projection: { terms: 0 } });
      if (!found) return undefined;
      const { _id: _, tenant: __, ...rest } = found;
      return { ...rest, terms: [] };
    },

    /** Deletes what stands in a page that expires; nothing for what is no such page. May be repeated. */
    async forget(page: string): Promise<void> {
      await code.deleteMany({ _id: { $in: await pages.idsIn(page) } });
    },
  };
}

export type CodeStore = ReturnType<typeof createCodeStore>;
