import { incidentOption } from '../chat/home.ts';
import type { Answer, Inbound } from '../chat/inbound.ts';
import type { Option } from '../chat/element.ts';
import { isKnown, knownLinkMessage } from '../chat/known-link.ts';
import type { Message } from '../chat/message.ts';
import { previewMessage } from '../chat/preview.ts';
import type { Text } from '../chat/text.ts';
import type { TenantConfig } from '../config/config.ts';
import { DEFAULT_TENANT, parseIncidentId, type IncidentId } from '../incident/id.ts';
import { webAddress } from '../incident/web-address.ts';
import type { Caller } from './caller.ts';
import { createHomePage } from './home-page.ts';
import type { KnownLinks } from './known-links.ts';
import type { Operations } from './operations.ts';

/** Looking, by which nothing is done: it is not stored, and what cannot be seen is silently left out. */
export type Glance = Extract<Inbound, { kind: 'home' | 'links' | 'suggest' }>;

type LinksGlance = Extract<Glance, { kind: 'links' }>;

const GLANCES: ReadonlySet<Inbound['kind']> = new Set(['home', 'links', 'suggest']);

export const isGlance = (inbound: Inbound): inbound is Glance => GLANCES.has(inbound.kind);

/** How many incidents are suggested or previewed at most. */
const SUGGESTED = 20;
const LOOKED_THROUGH = 200;
const PREVIEWED = 5;

/** @returns options whose label or value contains what was typed, those that begin with it first. */
function matching(options: readonly Option[], query: string): Option[] {
  const wanted = query.trim().toLowerCase().replace(/^#/, '');
  const place = ({ label, value }: Option): number => {
    const [inLabel, inValue] = [label.toLowerCase().indexOf(wanted), value.toLowerCase().indexOf(wanted)];
    return Math.min(inLabel < 0 ? Infinity : inLabel, inValue < 0 ? Infinity : inValue);
  };
  return options
    .map((option) => ({ option, at: place(option) }))
    .filter(({ at }) => at < Infinity)
    .sort((a, b) => a.at - b.at)
    .slice(0, SUGGESTED)
    .map(({ option }) => option);
}

/** @returns a function that answers who only looks. */
export function createGlances({
  operations,
  config,
  knownLinks,
}: {
  operations: Operations;
  config: (tenant: string) => TenantConfig;
  knownLinks: KnownLinks;
}): (caller: Caller, inbound: Glance) => Promise<Answer> {
  const home = createHomePage(operations);

  /** The incident that an address of ours shows, whatever is added to it. */
  function shownAt(tenant: string, address: string): IncidentId | undefined {
    const [, written = ''] = /\/incidents\/([^/?#]+)\/?(?:[?#].*)?$/.exec(address) ?? [];
    const id = parseIncidentId(written);
    if (!id || !URL.canParse(address)) return undefined;
    const [at, page] = [new URL(address), new URL(operations.links(tenant, id).page)];
    const whose = at.searchParams.get('tenant') ?? DEFAULT_TENANT;
    const same = whose === tenant && `${at.origin}${at.pathname}`.toLowerCase().replace(/\/$/, '');
    return same === `${page.origin}${page.pathname}`.toLowerCase() ? id : undefined;
  }

  /** The whole channel reads a preview, also who may not see what the person who wrote the address may. */
  async function incidentPreview(caller: Caller, id: IncidentId): Promise<Message | undefined> {
    const view = await operations.glimpse(caller, id);
    if (!view || view.incident.private) return undefined;
    return previewMessage(view, operations.links(caller.tenant, view.incident.id));
  }

  async function linkPreview(caller: Caller, link: string, isOwn: boolean): Promise<Message | undefined> {
    const known = await knownLinks(caller, link, 'everybody');
    if (!isKnown(known)) return undefined;
    const url = webAddress(link);
    const offer: Text | undefined =
      isOwn && url !== undefined
        ? [{ code: `/im link ${url}` }, ' puts it on the incident of this channel.']
        : undefined;
    return knownLinkMessage(known, offer);
  }

  async function previews(caller: Caller, { links, channel, shared }: LinksGlance): Promise<Answer> {
    const all = [...new Set(links)].slice(0, PREVIEWED);
    const ours = all.map((link) => shownAt(caller.tenant, link));
    const isOwn = ours.includes(undefined)
      ? (await operations.incidentOf(caller.tenant, caller.via, channel)) !== undefined
      : false;
    const found = await Promise.all(
      all.map(async (link, n): Promise<[string, Message][]> => {
        const id = ours[n];
        // What stands in repositories is not for other companies.
        if (!id && shared) return [];
        const message = await (id ? incidentPreview(caller, id) : linkPreview(caller, link, isOwn));
        return message ? [[link, message]] : [];
      }),
    );
    const shown = found.flat();
    return shown.length > 0 ? { kind: 'previews', previews: Object.fromEntries(shown) } : { kind: 'nothing' };
  }

  async function suggestions(caller: Caller, { field, query }: Extract<Glance, { kind: 'suggest' }>) {
    if (field === 'incident') {
      const views = await operations.visible(caller, { active: true }, LOOKED_THROUGH);
      return matching(views.map(incidentOption), query);
    }
    const { services, teams } = config(caller.tenant);
    const known = field === 'service' ? services : teams;
    return matching(
      [...known.values()].map(({ id, name }) => ({ value: id, label: name })),
      query,
    );
  }

  return async (caller, inbound) => {
    switch (inbound.kind) {
      case 'home':
        return home(caller);
      case 'links':
        return previews(caller, inbound);
      case 'suggest':
        return { kind: 'options', options: await suggestions(caller, inbound) };
    }
  };
}
