import type { Permission } from '../access/permission.ts';
import { auditPage, type AuditSearch } from '../dashboard/audit-page.tsx';
import { parseIncidentId } from '../incident/id.ts';
import type { AuditStore } from '../mongo/audit-store.ts';
import type { Visit, Visits } from './visits.ts';

export interface AuditPageDependencies {
  readonly audit: Pick<AuditStore, 'search'>;
  readonly permitted: (
    permission: Permission,
    page: (visit: Visit) => Promise<void>,
  ) => (visit: Visit) => Promise<void>;
}

const PAGE_SIZE = 100;
const LONGEST = 120;

/** @returns what somebody looks for; what is empty is not looked for. */
function searchOf(query: Readonly<Record<string, unknown>>): AuditSearch {
  const given = (name: string): string => {
    const value = query[name];
    return typeof value === 'string' ? value.trim().slice(0, LONGEST) : '';
  };
  const [text, person, action, incident] = ['text', 'person', 'action', 'incident'].map(given);
  const outcome = (['done', 'refused', 'failed'] as const).find((one) => one === query.outcome);
  return {
    ...(text && { text }),
    ...(person && { person }),
    ...(action && { action }),
    ...(incident && { incident: parseIncidentId(incident) ?? incident }),
    ...(outcome && { outcome }),
  };
}

/** Who tried what, to be searched. */
export function addAuditPages(visits: Visits, { audit, permitted }: AuditPageDependencies): void {
  visits.get(
    '/audit',
    permitted('audit', async ({ reader, frame, request, response }) => {
      const search = searchOf(request.query);
      const before = Number(request.query.before) || undefined;
      const entries = await audit.search(reader.tenant, search, PAGE_SIZE, before);
      const last = entries.length >= PAGE_SIZE ? entries.at(-1) : undefined;
      const next = last && `/audit?${new URLSearchParams({ ...search, before: String(last.at) }).toString()}`;
      response.send(auditPage({ frame, search, entries, next }));
    }),
  );
  visits.only('/audit', 'GET');
}
