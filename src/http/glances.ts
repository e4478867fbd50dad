import { incidentOption } from '../chat/home.ts';
import type { Answer, Inbound } from '../chat/inbound.ts';
import type { Option } from '../chat/element.ts';
import type { Message } from '../chat/message.ts';
import { previewMessage } from '../chat/preview.ts';
import type { TenantConfig } from '../config/config.ts';
import { DEFAULT_TENANT, parseIncidentId, type IncidentId } from '../incident/id.ts';
import type { Caller } from './caller.ts';
import { createHomePage } from './home-page.ts';
import type { Operations } from './operations.ts';

/** Looking, by which nothing is done: it is not stored, and what cannot be seen is silently left out. */
export type Glance = Extract<Inbound, { kind: 'home' | 'links' | 'suggest' }>;

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
}: {
  operations: Operations;
  config: (tenant: string) => TenantConfig;
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

  async function previews(caller: Caller, links: readonly string[]): Promise<Answer> {
    const found = await Promise.all(
      [...new Set(links)].slice(0, PREVIEWED).map(async (link): Promise<[string, Message][]> => {
        const id = shownAt(caller.tenant, link);
        const view = id && (await operations.glimpse(caller, id));
        // The whole channel reads a preview, also who may not see what the person who wrote the address may.
        if (!view || view.incident.private) return [];
        return [[link, previewMessage(view, operations.links(caller.tenant, view.incident.id))]];
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
        return previews(caller, inbound.links);
      case 'suggest':
        return { kind: 'options', options: await suggestions(caller, inbound) };
    }
  };
}
