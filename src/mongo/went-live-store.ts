import type { Db } from 'mongodb';
import type { WentLive } from '../git/went-live.ts';
import { createLinePages, type LinePage } from './line-pages.ts';
import { repositoryKey } from './repository-store.ts';
import { createTurns } from './turns.ts';

const DAY_MS = 86_400_000;
/** Changes in one page. */
const PAGE = 250;
/** How often a change is made again when others come between. */
const ATTEMPTS = 20;
/** How many pages are asked for at once. */
const AT_ONCE = 16;

const dayOf = (at: number): number => Math.floor(at / DAY_MS);
const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** A change is a line of JSON, in which a line break is written otherwise. */
const changesOf = (page: LinePage | undefined): WentLive[] =>
  (page?.lines ?? []).map((line) => JSON.parse(line) as WentLive);

/**
 * What went live, by repository and day. A page is known as `<tenant>:<integration>/<repository>@<day in UTC>/<page>` and
 * expires by the end of its day; each key is in it once.
 */
export function createWentLiveStore(db: Db) {
  const pages = createLinePages(db, 'change_pages');
  const turns = createTurns();

  /** Puts changes of one day of one repository into its pages, each once. */
  function addDay(tenant: string, base: string, day: number, changes: readonly WentLive[]): Promise<void> {
    const at = (day + 1) * DAY_MS;
    return turns(base, async () => {
      let left = [...changes];
      for (let page = 0, attempt = 0; left.length > 0 && attempt < ATTEMPTS + page; attempt++) {
        const _id = `${base}/${page}`;
        const before = await pages.read(_id);
        const there = changesOf(before);
        const known = new Set(there.map(({ key }) => key));
        left = left.filter(({ key }) => !known.has(key));
        const room = left.slice(0, PAGE - there.length);
        if (room.length === 0) {
          page++;
          continue;
        }
        const lines = room.map((change) => JSON.stringify(change));
        if (await pages.append(_id, before, tenant, lines, at)) left = left.slice(room.length);
      }
      if (left.length > 0) throw new Error(`the changes of ${base} are being written by too many at once`);
    });
  }

  async function readDay(base: string): Promise<WentLive[]> {
    const found: WentLive[] = [];
    for (let page = 0; ; page++) {
      const some = changesOf(await pages.read(`${base}/${page}`));
      found.push(...some);
      if (some.length < PAGE) return found;
    }
  }

  return {
    ensureIndexes: () => pages.ensureIndexes(),

    /** Keeps what went live. A change that is known stays as it is. */
    async add(tenant: string, changes: readonly WentLive[]): Promise<void> {
      const days = new Map<string, { day: number; changes: WentLive[] }>();
      for (const change of changes) {
        const day = dayOf(change.at);
        const base = `${repositoryKey(tenant, change.integration, change.repository)}@${dayText(day)}`;
        const one = days.get(base) ?? { day, changes: [] };
        days.set(base, one);
        if (!one.changes.some(({ key }) => key === change.key)) one.changes.push(change);
      }
      // Repositories side by side: each page is read before it is written.
      await Promise.all([...days].map(([base, one]) => addDay(tenant, base, one.day, one.changes)));
    },

    /** @param from, until epoch milliseconds, the latter not included. @returns what went live then, newest first. */
    async between(
      tenant: string,
      { integration, repository }: { readonly integration: string; readonly repository: string },
      from: number,
      until: number,
    ): Promise<WentLive[]> {
      const key = repositoryKey(tenant, integration, repository);
      const days: string[] = [];
      for (let day = dayOf(until - 1); day >= dayOf(from); day--) days.push(`${key}@${dayText(day)}`);
      const found: WentLive[] = [];
      for (let n = 0; n < days.length; n += AT_ONCE)
        found.push(...(await Promise.all(days.slice(n, n + AT_ONCE).map(readDay))).flat());
      return found.filter(({ at }) => at >= from && at < until).sort((a, b) => b.at - a.at);
    },
  };
}
