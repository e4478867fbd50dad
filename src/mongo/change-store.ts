import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { Binary, type Db } from 'mongodb';
import type { Repository } from '../git/change.ts';
import type { ChangeNews } from '../git/news.ts';
import { repositoryAddress } from '../git/page.ts';
import type { WentLive } from '../git/went-live.ts';
import { incidentKey, type IncidentId } from '../incident/id.ts';
import { findByIds } from './by-ids.ts';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

const [packed, unpacked] = [promisify(deflate), promisify(inflate)];

const DAY_MS = 86_400_000;
/** Changes in one document. The embedded store finds by `_id` alone: a day of a repository is read by a few of them. */
const PAGE = 250;
/** News of one incident that are kept; what mentions it more often is in the search. */
const MENTIONS = 500;
/** Incidents that one commit is known to mention. */
const INCIDENTS = 20;
/** How often a change is made again when others come between. */
const ATTEMPTS = 20;
/** Addresses of repositories that are remembered as written. */
const ADDRESSES = 10_000;
/** How exactly it is known when something last came of a repository, in milliseconds, and of how many that is remembered. */
const SEEN_MS = 20_000;
const SEEN_KEPT = 10_000;
/** How many documents are asked for at once. */
const AT_ONCE = 16;
/** Names of one repository that are remembered. */
const NAMES = 20;

interface PageDocument {
  /** `<tenant>:<integration>/<repository>@<day in UTC>/<page>` */
  readonly _id: string;
  readonly tenant: string;
  /** End of the day, epoch milliseconds: by it the page expires. */
  readonly at: number;
  readonly revision: number;
  /** How many there are, at most {@link PAGE}; each key once. */
  readonly count: number;
  /** JSON, packed: a small store takes its time for each field. */
  readonly rows: Binary;
}

interface RepositoryDocument {
  /** `<tenant>:<integration>/<repository>` */
  readonly _id: string;
  readonly tenant: string;
  readonly integration: string;
  readonly name: string;
  readonly url: string;
  readonly defaultBranch?: string;
  /** The server's own id of what has this name. */
  readonly serverId?: string;
  /** When something last came of it, epoch milliseconds. */
  readonly seenAt: number;
  /** When the first happened that was told of it by this id, epoch milliseconds. */
  readonly toldAt?: number;
}

interface RepositoryNamesDocument {
  /** `<tenant>:<integration>#<the server's own id>` */
  readonly _id: string;
  readonly tenant: string;
  /** The last that it was told by. */
  readonly name: string;
  /** All that it was told by, at most {@link NAMES}. */
  readonly names: readonly string[];
  /** When the first happened that was told by the last name, epoch milliseconds; absent in documents of versions before. */
  readonly toldAt?: number;
}

/** What a repository is called, and was. */
export interface RepositoryNames {
  /** Absent where the server has not told of it by an id. */
  readonly current?: string;
  /** The one that was asked for, and the others of the same repository. */
  readonly all: readonly string[];
}

interface MentionsDocument {
  /** `<tenant>:<incident id>` */
  readonly _id: string;
  readonly tenant: string;
  readonly revision: number;
  readonly news: readonly ChangeNews[];
}

interface CommitMentionsDocument {
  /** `<tenant>:<integration>/<repository>#<commit>` */
  readonly _id: string;
  readonly tenant: string;
  /** Epoch milliseconds: by it the document expires. */
  readonly at: number;
  readonly incidents: readonly IncidentId[];
}

interface RepositoryAddressDocument {
  /** `<tenant>:<address of its page>` */
  readonly _id: string;
  readonly tenant: string;
  readonly integration: string;
  readonly name: string;
}

/** A repository of which something came. */
export type SeenRepository = Omit<RepositoryDocument, '_id' | 'tenant' | 'toldAt'>;

/** Servers tell the same repository now in small letters, now not. */
const repositoryKey = (tenant: string, integration: string, repository: string): string =>
  `${tenant}:${integration}/${repository.toLowerCase()}`;

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const dayOf = (at: number): number => Math.floor(at / DAY_MS);
const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** What git servers told that went live, and what mentions incidents. */
export function createChangeStore(db: Db) {
  const pages = db.collection<PageDocument>('change_pages');
  const repositories = db.collection<RepositoryDocument>('repositories');
  const addresses = db.collection<RepositoryAddressDocument>('repository_addresses');
  const repositoryNames = db.collection<RepositoryNamesDocument>('repository_names');
  const mentions = db.collection<MentionsDocument>('change_mentions');
  const commits = db.collection<CommitMentionsDocument>('commit_mentions');
  const turns = createTurns();
  /** What this process has written of a repository, and when that was. */
  const seen = new Map<string, { readonly told: string; readonly at: number }>();
  /** Addresses that this process has written; most come again and again. */
  const written = new Map<string, string>();

  async function keepAddress(tenant: string, integration: string, { name, url }: Repository): Promise<void> {
    const address = repositoryAddress(url);
    if (address === undefined) return;
    const _id = `${tenant}:${address}`;
    const whose = `${integration}/${name}`;
    if (written.get(_id) === whose) return;
    const $set = { tenant, integration, name: name.slice(0, 200) };
    await turns(_id, () => addresses.updateOne({ _id }, { $set }, { upsert: true }));
    if (written.size >= ADDRESSES) written.clear();
    written.set(_id, whose);
  }

  /**
   * Notes by which name a repository was told last. What comes late, or is read again, tells what it was called then.
   * @param toldAt when that happened, epoch milliseconds.
   */
  async function keepName(
    tenant: string,
    integration: string,
    { id, name }: Repository,
    toldAt: number,
  ): Promise<void> {
    if (id === undefined) return;
    const _id = `${tenant}:${integration}#${id}`;
    const called = name.slice(0, 200);
    await turns(_id, async () => {
      const before = await repositoryNames.findOne({ _id });
      if (before?.name === called) return;
      const isLate = before?.toldAt !== undefined && toldAt < before.toldAt;
      if (isLate && before.names.some((one) => sameName(one, called))) return;
      const others = (before?.names ?? []).filter((one) => !sameName(one, called));
      const $set = isLate
        ? { names: [...others, called].slice(0, NAMES) }
        : { tenant, toldAt, name: called, names: [called, ...others].slice(0, NAMES) };
      await repositoryNames.updateOne({ _id }, { $set }, { upsert: true });
    });
  }

  async function changesOf(page: PageDocument | null): Promise<readonly WentLive[]> {
    if (!page) return [];
    return JSON.parse((await unpacked(page.rows.buffer)).toString('utf8')) as WentLive[];
  }

  /** Puts changes of one day of one repository into its pages, each once. @returns how many were new. */
  function addDay(tenant: string, base: string, day: number, changes: readonly WentLive[]): Promise<number> {
    const at = (day + 1) * DAY_MS;
    return turns(base, async () => {
      let left = [...changes];
      for (let page = 0, attempt = 0; left.length > 0 && attempt < ATTEMPTS + page; attempt++) {
        const _id = `${base}/${page}`;
        const before = await pages.findOne({ _id });
        const there = await changesOf(before);
        const known = new Set(there.map(({ key }) => key));
        left = left.filter(({ key }) => !known.has(key));
        const room = left.slice(0, PAGE - there.length);
        if (room.length === 0) {
          page++;
          continue;
        }
        const document = {
          tenant,
          at,
          revision: (before?.revision ?? 0) + 1,
          count: there.length + room.length,
          rows: new Binary(await packed(JSON.stringify([...there, ...room]))),
        };
        const isWritten = before
          ? (await pages.replaceOne({ _id, revision: before.revision }, document)).matchedCount > 0
          : await insertOnce(pages, { _id, ...document });
        if (isWritten) left = left.slice(room.length);
      }
      if (left.length > 0) throw new Error(`the changes of ${base} are being written by too many at once`);
      return changes.length;
    });
  }

  async function readDay(base: string): Promise<WentLive[]> {
    const found: WentLive[] = [];
    for (let page = 0; ; page++) {
      const document = await pages.findOne({ _id: `${base}/${page}` });
      found.push(...(await changesOf(document)));
      if (!document || document.count < PAGE) return found;
    }
  }

  return {
    async ensureIndexes(): Promise<void> {
      await pages.createIndex({ tenant: 1, at: 1 }, {}, {});
      await commits.createIndex({ tenant: 1, at: 1 }, {}, {});
      await repositories.createIndex({ tenant: 1, integration: 1 }, {}, {});
    },

    /**
     * Notes that something of a repository came; of many in a short time not each.
     * @param at when it came. @param toldAt when it happened, which may be long before. Both epoch milliseconds.
     */
    async saw(
      tenant: string,
      integration: string,
      repository: Repository,
      at: number,
      toldAt: number,
    ): Promise<void> {
      const { name, url, defaultBranch, id } = repository;
      const _id = repositoryKey(tenant, integration, name);
      const $set = {
        tenant,
        integration,
        name: name.slice(0, 200),
        url: url.slice(0, 1000),
        ...(defaultBranch !== undefined && { defaultBranch: defaultBranch.slice(0, 255) }),
      };
      const told = JSON.stringify([$set, id]);
      const before = seen.get(_id);
      if (before?.told === told && at < before.at + SEEN_MS) return;
      await turns(_id, async () => {
        const known = id === undefined ? undefined : await repositories.findOne({ _id });
        // By now another repository may have the name.
        const isLate = known?.toldAt !== undefined && toldAt < known.toldAt;
        const whose = id === undefined || known?.serverId === id || isLate ? {} : { serverId: id, toldAt };
        await repositories.updateOne(
          { _id },
          { $set: { ...$set, ...whose }, $max: { seenAt: at } },
          { upsert: true },
        );
      });
      await keepName(tenant, integration, repository, toldAt);
      if (seen.size >= SEEN_KEPT) seen.clear();
      seen.set(_id, { told, at });
      await keepAddress(tenant, integration, repository);
    },

    /** @param address as `repositoryAddress` makes it. @returns whose page this is; undefined for an unknown one. */
    async repositoryAt(
      tenant: string,
      address: string,
    ): Promise<Pick<SeenRepository, 'integration' | 'name'> | undefined> {
      const found = await addresses.findOne({ _id: `${tenant}:${address}` });
      return found ? { integration: found.integration, name: found.name } : undefined;
    },

    /** @returns a repository of which something came; undefined while nothing has. */
    async repository(
      tenant: string,
      integration: string,
      repository: string,
    ): Promise<SeenRepository | undefined> {
      const found = await repositories.findOne({ _id: repositoryKey(tenant, integration, repository) });
      if (!found) return undefined;
      const { _id: _, tenant: __, toldAt: ___, ...seen } = found;
      return seen;
    },

    /**
     * @returns by which names the server told of the repository that has this name: it may be called otherwise now, or have
     * been. A name that another one has by now is not among them.
     */
    async namesOf(tenant: string, integration: string, repository: string): Promise<RepositoryNames> {
      const keyOf = (name: string): string => repositoryKey(tenant, integration, name);
      const id = (await repositories.findOne({ _id: keyOf(repository) }))?.serverId;
      const known = id && (await repositoryNames.findOne({ _id: `${tenant}:${integration}#${id}` }));
      if (!known) return { all: [repository] };
      const others = known.names.filter((name) => keyOf(name) !== keyOf(repository));
      const there = await findByIds(repositories, others.map(keyOf));
      const own = others.filter((name) => there.get(keyOf(name))?.serverId === id);
      return { current: known.name, all: [repository, ...own] };
    },

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

    /** Keeps what mentions an incident, each once. */
    async mention(tenant: string, id: IncidentId, news: readonly ChangeNews[]): Promise<void> {
      const _id = incidentKey(tenant, id);
      await turns(_id, async () => {
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
          const before = await mentions.findOne({ _id });
          const known = new Set(before?.news.map(({ key }) => key));
          const fresh = news.filter(({ key }) => !known.has(key));
          const all = [...(before?.news ?? []), ...fresh].slice(0, MENTIONS);
          if (all.length === (before?.news.length ?? 0)) return;
          const document = { tenant, revision: (before?.revision ?? 0) + 1, news: all };
          const isWritten = before
            ? (await mentions.replaceOne({ _id, revision: before.revision }, document)).matchedCount > 0
            : await insertOnce(mentions, { _id, ...document });
          if (isWritten) return;
        }
        throw new Error(`what mentions ${_id} is being written by too many at once`);
      });
    },

    /** @returns what mentions an incident, oldest first. */
    async mentionsOf(tenant: string, id: IncidentId): Promise<readonly ChangeNews[]> {
      return (await mentions.findOne({ _id: incidentKey(tenant, id) }))?.news ?? [];
    },

    /** Notes which incidents a commit mentions, or a pull request that became it. @param at epoch milliseconds. */
    async commitMentions(
      tenant: string,
      place: { readonly integration: string; readonly repository: string },
      commit: string,
      incidents: readonly IncidentId[],
      at: number,
    ): Promise<void> {
      const _id = `${repositoryKey(tenant, place.integration, place.repository)}#${commit.toLowerCase()}`;
      await turns(_id, async () => {
        const before = await commits.findOne({ _id });
        const all = [...new Set([...(before?.incidents ?? []), ...incidents])].slice(0, INCIDENTS);
        await commits.updateOne(
          { _id },
          { $set: { tenant, incidents: all }, $max: { at } },
          { upsert: true },
        );
      });
    },

    /** @returns the incidents that a commit is known to mention. */
    async mentionedBy(
      tenant: string,
      place: { readonly integration: string; readonly repository: string },
      commit: string,
    ): Promise<readonly IncidentId[]> {
      const _id = `${repositoryKey(tenant, place.integration, place.repository)}#${commit.toLowerCase()}`;
      return (await commits.findOne({ _id }))?.incidents ?? [];
    },

    /** Deletes what mentions an incident. May be repeated. */
    async forget(tenant: string, id: IncidentId): Promise<void> {
      await mentions.deleteOne({ _id: incidentKey(tenant, id) });
    },
  };
}

export type ChangeStore = ReturnType<typeof createChangeStore>;
