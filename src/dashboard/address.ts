import { DEFAULT_TENANT, type IncidentId } from '../incident/id.ts';

/** @returns where an incident's page is on this server. Ids are counted for each tenant, so the address says whose it is. */
export function incidentAddress({
  tenant,
  id,
}: {
  readonly tenant: string;
  readonly id: IncidentId;
}): string {
  return `/incidents/${id}${tenant === DEFAULT_TENANT ? '' : `?tenant=${encodeURIComponent(tenant)}`}`;
}
