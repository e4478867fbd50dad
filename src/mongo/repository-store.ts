import type { Db } from 'mongodb';
import type { Repository } from '../git/change.ts';
import { repositoryAddress } from '../git/page.ts';
import { findByIds } from './by-ids.ts';
import { createTurns } from './turns.ts';

/** Addresses of repositories that are remembered as written. */
const ADDRESSES = 10_000;
/** How exactly it is known when something last came of a repository, in milliseconds, and of how many that is remembered. */
const SEEN_MS = 20_000;
const SEEN_KEPT = 10_000;
/** Names of one repository that are remembered. */
const NAMES = 20;

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

interface RepositoryAddressDocument {
  /** `<tenant>:<address of its page>` */
  readonly _id: string;
  readonly tenant: string;
  readonly integration: string;
  readonly name: string;
}

/** A repository of which something came. */
export type SeenRepository = Omit<RepositoryDocument, '_id' | 'tenant' | 'toldAt'>;

/** @returns by what a repository is known: servers tell the same one now in small letters, now not. */
export const repositoryKey = (tenant: string, integration: string, repository: string): string =>
  `${tenant}:${integration}/${repository.toLowerCase()}`;

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The repositories of which something came, by name, by the server's own id and by the address of their page. */
export function createRepositoryStore(db: Db) {
  const repositories = db.collection<RepositoryDocument>('repositories');
  const addresses = db.collection<RepositoryAddressDocument>('repository_addresses');
  const repositoryNames = db.collection<RepositoryNamesDocument>('repository_names');
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

  return {
    async ensureIndexes(): Promise<void> {
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
  };
}
