import type { KnownLink } from '../chat/known-link.ts';
import type { TenantConfig } from '../config/config.ts';
import type { Code } from '../git/code.ts';
import { incidentsIn, issueKeysIn, pullRequestMentions, releaseMentions } from '../git/mention.ts';
import { deploymentPages } from '../git/deployment-page.ts';
import { codePageAt, type CodePage } from '../git/page.ts';
import { touches } from '../git/place.ts';
import type { Shipped, ShippedKey } from '../git/shipped.ts';
import { searchOf } from '../git/term.ts';
import type { IncidentId } from '../incident/id.ts';
import type { ActionStore } from '../mongo/action-store.ts';
import type { ChangeStore } from '../mongo/change-store.ts';
import type { IncidentTicketStore } from '../mongo/incident-ticket-store.ts';
import type { CodeStore } from '../mongo/code-store.ts';
import type { PageStore } from '../mongo/page-store.ts';
import type { ShippedStore } from '../mongo/shipped-store.ts';
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
    readonly incidentTickets: Pick<IncidentTicketStore, 'of'>;
    readonly pages: Pick<PageStore, 'incidentsOf'>;
    readonly shipped: Pick<ShippedStore, 'get'>;
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

  async function shown(tenant: string, place: Place, of: CodePage['of']): Promise<Code | undefined> {
    switch (of.kind) {
      case 'commit':
        return commitOf(tenant, place, of.id);
      case 'pull_request':
        return stores.code.get(tenant, place, `#${of.number}`);
      case 'branch':
        return stores.code.get(tenant, place, `branch ${of.name}`);
      case 'tag':
      case 'environment':
        return undefined;
    }
  }

  /** @returns by what a page of a repository shows a release, a tag or a deployment. */
  function shippedKeys(place: Place, of: CodePage['of']): readonly ShippedKey[] {
    switch (of.kind) {
      case 'branch':
      case 'tag':
        return (['release', 'tag'] as const).map((kind) => ({ ...place, of: kind, name: of.name }));
      case 'environment':
        return [{ ...place, of: 'environment', name: of.name }];
      case 'commit':
      case 'pull_request':
        return [];
    }
  }

  /** What an address of a git server shows. */
  async function seenAt(caller: Caller, address: string): Promise<{ code?: Code; shipped?: Shipped }> {
    if (!operations.may(caller, 'find')) return {};
    const { tenant } = caller;
    const page = codePageAt(address);
    const known = page && (await stores.changes.repositoryAt(tenant, page.repository));
    const within =
      page && known
        ? { place: { integration: known.integration, repository: known.name }, of: page.of }
        : undefined;
    const code = within && (await shown(tenant, within.place, within.of));
    if (code) return { code };
    const shipped = await stores.shipped.get(tenant, [
      ...(within ? shippedKeys(within.place, within.of) : []),
      ...deploymentPages(address).map((one) => ({ page: one })),
    ]);
    return shipped ? { shipped } : {};
  }

  async function servicesOf(
    tenant: string,
    { integration, repository }: Place,
    folders: readonly string[] = [],
  ): Promise<string[]> {
    const { all } = await stores.changes.namesOf(tenant, integration, repository);
    const names = new Set(all.map((name) => name.toLowerCase()));
    return [...config(tenant).services.values()]
      .filter(({ repositories = [] }) =>
        repositories.some(
          (place) =>
            place.integration === integration &&
            names.has(place.repository.toLowerCase()) &&
            (folders.length === 0 || touches(place, folders)),
        ),
      )
      .map(({ name }) => name);
  }

  /** @returns in which folders a commit changed files; none where they are not all known. */
  const foldersOf = (code: Code): readonly string[] =>
    code.kind === 'commit' && code.filesTruncated !== true
      ? code.files.map((file) => file.slice(0, Math.max(0, file.lastIndexOf('/'))))
      : [];

  async function named(tenant: string, code: Code | Shipped): Promise<readonly IncidentId[]> {
    const place = { integration: code.integration, repository: code.repository };
    const known = async (what: string | undefined): Promise<readonly IncidentId[]> =>
      what === undefined ? [] : stores.changes.mentionedBy(tenant, place, what);
    switch (code.kind) {
      case 'commit':
        return [...incidentsIn(code.title), ...(await known(code.id))];
      case 'branch':
        return incidentsIn(code.name);
      case 'pull_request':
        return [
          ...incidentsIn(`${code.title}\n${code.source ?? ''}`),
          ...(await known(pullRequestMentions(code.number))),
        ];
      case 'release':
        return [...incidentsIn(`${code.title}\n${code.tag}`), ...(await known(releaseMentions(code.tag)))];
      case 'tag':
        return [...incidentsIn(code.name), ...(await known(code.commit))];
      case 'deployment':
        return [...incidentsIn(code.ref ?? ''), ...(await known(code.commit))];
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
    const [{ code, shipped }, ref, whole, linked] = await Promise.all([
      seenAt(caller, address),
      ticket && stores.actions.byTicket(tenant, ticket.url),
      ticket ? stores.incidentTickets.of(tenant, ticket.url) : [],
      stores.pages.incidentsOf(tenant, address),
    ]);
    const seen = code ?? shipped;
    const ids = [
      ...(ref ? [ref.incident] : []),
      ...whole.map(({ incident }) => incident),
      ...(seen ? await named(tenant, seen) : []),
      ...linked,
    ];
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
      ...(shipped && { shipped }),
      services: seen ? await servicesOf(tenant, seen, code && foldersOf(code)) : [],
      ...(item && { item }),
      mentions: ticket?.key === undefined ? [] : await naming(caller, ticket.key),
      incidents,
    };
  };
}
