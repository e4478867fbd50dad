import type { KnownLink } from '../chat/known-link.ts';
import type { TenantConfig } from '../config/config.ts';
import type { Code } from '../git/code.ts';
import { incidentsIn, issueKeysIn } from '../git/mention.ts';
import { codePageAt, type CodePage } from '../git/page.ts';
import { touches } from '../git/place.ts';
import { searchOf } from '../git/term.ts';
import type { IncidentId } from '../incident/id.ts';
import type { ActionStore } from '../mongo/action-store.ts';
import type { ChangeStore } from '../mongo/change-store.ts';
import type { CodeStore } from '../mongo/code-store.ts';
import type { PageStore } from '../mongo/page-store.ts';
import type { Caller } from './caller.ts';
import type { Operations } from './operations.ts';

/** Most incidents, and most commits and pull requests, that are told of one address. */
const INCIDENTS = 3;
const MENTIONS = 3;

export interface KnownLinksDependencies {
  readonly operations: Pick<Operations, 'may' | 'glimpse' | 'links'>;
  readonly stores: {
    readonly changes: Pick<ChangeStore, 'repositoryAt' | 'mentionedBy' | 'namesOf'>;
    readonly code: Pick<CodeStore, 'get' | 'find'>;
    readonly actions: Pick<ActionStore, 'byTicket' | 'find'>;
    readonly pages: Pick<PageStore, 'incidentsOf'>;
  };
  readonly config: (tenant: string) => Pick<TenantConfig, 'services'>;
  /** Addresses at which people open the bug trackers of a tenant. */
  readonly trackerSites: (tenant: string) => readonly string[];
}

/** Finds out what is on record of an address. Nothing is ever asked of it. */
export type KnownLinks = (
  caller: Caller,
  address: string,
  /** Whether others read it too: then nothing private is told, whoever asked. */
  reader: 'caller' | 'everybody',
) => Promise<KnownLink>;

interface Place {
  readonly integration: string;
  readonly repository: string;
}

export function createKnownLinks({
  operations,
  stores,
  config,
  trackerSites,
}: KnownLinksDependencies): KnownLinks {
  async function commitOf(tenant: string, place: Place, id: string): Promise<Code | undefined> {
    if (id.length >= 40) return stores.code.get(tenant, place, id);
    const search = searchOf('commit', id);
    const outcome = search && (await stores.code.find(tenant, search, 5));
    return outcome?.found.find(
      ({ integration, repository }) =>
        integration === place.integration && repository.toLowerCase() === place.repository.toLowerCase(),
    );
  }

  function shown(tenant: string, place: Place, of: CodePage['of']): Promise<Code | undefined> {
    switch (of.kind) {
      case 'commit':
        return commitOf(tenant, place, of.id);
      case 'pull_request':
        return stores.code.get(tenant, place, `#${of.number}`);
      case 'branch':
        return stores.code.get(tenant, place, `branch ${of.name}`);
    }
  }

  async function codeAt(caller: Caller, address: string): Promise<Code | undefined> {
    const page = codePageAt(address);
    if (!page || !operations.may(caller, 'find')) return undefined;
    const { tenant } = caller;
    const known = await stores.changes.repositoryAt(tenant, page.repository);
    return known && shown(tenant, { integration: known.integration, repository: known.name }, page.of);
  }

  async function servicesOf(tenant: string, code: Code): Promise<string[]> {
    const { all } = await stores.changes.namesOf(tenant, code.integration, code.repository);
    const names = new Set(all.map((name) => name.toLowerCase()));
    const folders =
      code.kind === 'commit' && code.filesTruncated !== true
        ? code.files.map((file) => file.slice(0, Math.max(0, file.lastIndexOf('/'))))
        : undefined;
    return [...config(tenant).services.values()]
      .filter(({ repositories = [] }) =>
        repositories.some(
          (place) =>
            place.integration === code.integration &&
            names.has(place.repository.toLowerCase()) &&
            (folders === undefined || folders.length === 0 || touches(place, folders)),
        ),
      )
      .map(({ name }) => name);
  }

  async function named(tenant: string, code: Code): Promise<readonly IncidentId[]> {
    const place = { integration: code.integration, repository: code.repository };
    switch (code.kind) {
      case 'commit':
        return [...incidentsIn(code.title), ...(await stores.changes.mentionedBy(tenant, place, code.id))];
      case 'branch':
        return incidentsIn(code.name);
      case 'pull_request':
        return incidentsIn(`${code.title}\n${code.source ?? ''}`);
    }
  }

  /** Tickets are known by their own page, however it is come to: with a comment, from a board. */
  function ticketAt(tenant: string, address: string): { url: string; key?: string } | undefined {
    const url = URL.parse(address);
    if (!url || !/^https?:$/.test(url.protocol)) return undefined;
    const path = url.pathname.replace(/\/+$/, '');
    const written = url.searchParams.get('selectedIssue') ?? /\/(?:browse|issues)\/([^/]+)$/.exec(path)?.[1];
    const [key] = written === undefined || /^\d+$/.test(written) ? [] : issueKeysIn(written.toUpperCase());
    const site = trackerSites(tenant).find((one) => `${url.origin}${path}/`.startsWith(`${one}/`));
    if (key !== undefined && site !== undefined) return { url: `${site}/browse/${key}`, key };
    return { url: `${url.origin}${path}` };
  }

  async function naming(caller: Caller, key: string): Promise<readonly Code[]> {
    if (!operations.may(caller, 'find')) return [];
    const found = await Promise.all(
      (['commit', 'pr'] as const).map(async (by) => {
        const search = searchOf(by, key);
        return search ? (await stores.code.find(caller.tenant, search, MENTIONS)).found : [];
      }),
    );
    return found
      .flat()
      .sort((a, b) => b.at - a.at)
      .slice(0, MENTIONS);
  }

  return async (caller, address, reader) => {
    const { tenant } = caller;
    const ticket = ticketAt(tenant, address);
    const [code, ref, linked] = await Promise.all([
      codeAt(caller, address),
      ticket && stores.actions.byTicket(tenant, ticket.url),
      stores.pages.incidentsOf(tenant, address),
    ]);
    const ids = [...(ref ? [ref.incident] : []), ...(code ? await named(tenant, code) : []), ...linked];
    const incidents: KnownLink['incidents'][number][] = [];
    for (const id of new Set(ids)) {
      if (incidents.length >= INCIDENTS) break;
      const view = await operations.glimpse(caller, id);
      if (!view || (reader === 'everybody' && view.incident.private)) continue;
      incidents.push({ view, page: operations.links(tenant, id).page });
    }
    const mayTell = ref && incidents.some(({ view }) => view.incident.id === ref.incident);
    const item = mayTell ? await stores.actions.find(tenant, ref.incident, ref.number) : undefined;
    return {
      ...(code && { code }),
      services: code ? await servicesOf(tenant, code) : [],
      ...(item && { item }),
      mentions: ticket?.key === undefined ? [] : await naming(caller, ticket.key),
      incidents,
    };
  };
}
