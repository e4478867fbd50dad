import type { OpenIncidents } from '../../chat/hand-over.ts';
import type { LinksOf } from '../../http/links.ts';
import type { IncidentStore } from '../../mongo/incident-store.ts';

/** How many incidents who comes on call is shown. */
const SHOWN = 10;

/** @returns a function that finds the incidents of a tenant that are open and not private, the newest first. */
export function createOpenIncidents(
  incidents: Pick<IncidentStore, 'list' | 'count'>,
  links: LinksOf,
): (tenant: string) => Promise<OpenIncidents> {
  return async (tenant) => {
    const filter = { active: true, visibleTo: [] };
    const [views, total] = await Promise.all([
      incidents.list(tenant, filter, SHOWN),
      incidents.count(tenant, filter),
    ]);
    const shown = views.map((view) => ({ view, page: links(tenant, view.incident.id).page }));
    return { shown, total };
  };
}
