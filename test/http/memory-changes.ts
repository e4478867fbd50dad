import type { Code } from '../../src/git/code.ts';
import { repositoryAddress } from '../../src/git/page.ts';
import type { ChangeNews } from '../../src/git/news.ts';
import type { WentLive } from '../../src/git/went-live.ts';
import { pageAddress } from '../../src/incident/page-address.ts';
import type { IncidentId } from '../../src/incident/id.ts';
import type { ChangeStore } from '../../src/mongo/change-store.ts';
import type { SeenRepository } from '../../src/mongo/repository-store.ts';
import type { PageStore } from '../../src/mongo/page-store.ts';
import type { CodeStore } from '../../src/mongo/code-store.ts';
import { shippedKeyText, type Shipped } from '../../src/git/shipped.ts';
import type { ShippedStore } from '../../src/mongo/shipped-store.ts';

/** What git servers told, in memory. */
export class MemoryChanges {
  readonly live = new Map<string, WentLive>();
  readonly seen = new Map<string, SeenRepository>();
  /** When the newest happened that was told of a repository, by the keys of `seen`. */
  readonly toldAt = new Map<string, number>();
  readonly mentions = new Map<string, ChangeNews[]>();
  readonly commits = new Map<string, IncidentId[]>();
  readonly code = new Map<string, Code>();
  readonly shipped = new Map<string, Shipped>();
  /** Whether a search ends before it has looked through all. */
  isCut = false;
  /** Incidents by tenant and address of a page. */
  readonly pages = new Map<string, IncidentId[]>();
}

/** @param reach waits for, or rejects as, a store that is away. */
export function memoryChanges(
  { live, seen, toldAt, mentions, commits }: MemoryChanges,
  reach: () => Promise<void>,
): ChangeStore {
  const keyOf = (tenant: string, integration: string, repository: string): string =>
    `${tenant}:${integration}/${repository.toLowerCase()}`;
  return {
    ensureIndexes: () => Promise.resolve(),
    async saw(tenant, integration, { name, url, id }, at, told) {
      await reach();
      const key = keyOf(tenant, integration, name);
      const isLate = told < (toldAt.get(key) ?? told);
      const serverId = isLate ? seen.get(key)?.serverId : id;
      seen.set(key, { integration, name, url, seenAt: at, ...(serverId !== undefined && { serverId }) });
      toldAt.set(key, Math.max(told, toldAt.get(key) ?? told));
    },
    async namesOf(tenant, integration, repository) {
      await reach();
      const id = seen.get(keyOf(tenant, integration, repository))?.serverId;
      if (id === undefined) return { all: [repository] };
      const same = [...seen]
        .filter(([, one]) => one.integration === integration && one.serverId === id)
        .sort(([a], [b]) => (toldAt.get(b) ?? 0) - (toldAt.get(a) ?? 0))
        .map(([, { name }]) => name);
      const others = same.filter((name) => name !== repository);
      return { ...(same[0] !== undefined && { current: same[0] }), all: [repository, ...others] };
    },
    async repository(tenant, integration, repository) {
      await reach();
      return seen.get(keyOf(tenant, integration, repository));
    },
    async repositoryAt(tenant, address) {
      await reach();
      const found = [...seen].find(
        ([key, { url }]) => key.startsWith(`${tenant}:`) && repositoryAddress(url) === address,
      )?.[1];
      return found && { integration: found.integration, name: found.name };
    },
    async add(tenant, changes) {
      await reach();
      for (const one of changes) {
        const key = `${keyOf(tenant, one.integration, one.repository)} ${one.key}`;
        if (!live.has(key)) live.set(key, one);
      }
    },
    async between(tenant, { integration, repository }, from, until) {
      await reach();
      const begin = `${keyOf(tenant, integration, repository)} `;
      return [...live]
        .filter(([key, { at }]) => key.startsWith(begin) && at >= from && at < until)
        .map(([, one]) => one)
        .sort((a, b) => b.at - a.at);
    },
    async mention(tenant, id, news) {
      await reach();
      const all = mentions.get(`${tenant}:${id}`) ?? [];
      mentions.set(`${tenant}:${id}`, [
        ...all,
        ...news.filter(({ key }) => !all.some((one) => one.key === key)),
      ]);
    },
    async mentionsOf(tenant, id) {
      await reach();
      return mentions.get(`${tenant}:${id}`) ?? [];
    },
    async noteMentions(tenant, { integration, repository }, what, incidents) {
      await reach();
      const key = `${keyOf(tenant, integration, repository)}#${what}`;
      commits.set(key, [...new Set([...(commits.get(key) ?? []), ...incidents])]);
    },
    async mentionedBy(tenant, { integration, repository }, what) {
      await reach();
      return commits.get(`${keyOf(tenant, integration, repository)}#${what}`) ?? [];
    },
    async forget(tenant, id) {
      await reach();
      mentions.delete(`${tenant}:${id}`);
    },
  };
}

/** Commits, branches and pull requests. @param reach as above. */
export function memoryCode(memory: MemoryChanges, reach: () => Promise<void>): CodeStore {
  const { code: all } = memory;
  return {
    ensureIndexes: () => Promise.resolve(),
    async add(tenant, some) {
      await reach();
      for (const one of some) all.set(`${tenant}:${one.integration}/${one.repository}:${one.key}`, one);
    },
    async get(tenant, { integration, repository }, key) {
      await reach();
      return [...all].find(
        ([id]) => id.toLowerCase() === `${tenant}:${integration}/${repository}:${key}`.toLowerCase(),
      )?.[1];
    },
    async find(tenant, { terms, idBegins = '' }, limit, [, told = 0] = []) {
      await reach();
      const found = [...all]
        .filter(([key]) => key.startsWith(`${tenant}:`))
        .map(([, one]) => one)
        .filter((one) => terms.every((term) => one.terms.includes(term)))
        .filter((one) => one.kind !== 'commit' || one.id.startsWith(idBegins))
        .sort((a, b) => b.at - a.at)
        .slice(told);
      return {
        found: found.slice(0, limit),
        ...(found.length > limit && { next: [0, told + limit] }),
        ...(memory.isCut && { next: [7, 0], truncated: true as const }),
      };
    },
    forget: () => Promise.resolve(),
  };
}

/** Incidents by the pages that belong to them. @param reach as above. */
export function memoryPages({ pages }: MemoryChanges, reach: () => Promise<void>): PageStore {
  return {
    ensureIndexes: () => Promise.resolve(),
    async note(tenant, some) {
      await reach();
      for (const { url, incident } of some) {
        const key = `${tenant}:${pageAddress(url)}`;
        pages.set(key, [incident, ...(pages.get(key) ?? []).filter((id) => id !== incident)]);
      }
    },
    async incidentsOf(tenant, url) {
      await reach();
      return pages.get(`${tenant}:${pageAddress(url)}`) ?? [];
    },
  };
}

/** Releases, tags and deployments. @param reach as above. */
export function memoryShipped({ shipped: all }: MemoryChanges, reach: () => Promise<void>): ShippedStore {
  return {
    ensureIndexes: () => Promise.resolve(),
    async add(tenant, told) {
      await reach();
      for (const { keys, shipped } of told)
        for (const key of keys) {
          const id = `${tenant}:${shippedKeyText(key)}`;
          if ((all.get(id)?.at ?? 0) <= shipped.at) all.set(id, shipped);
        }
    },
    async get(tenant, keys) {
      await reach();
      return keys.map((key) => all.get(`${tenant}:${shippedKeyText(key)}`)).find((one) => one);
    },
  };
}
