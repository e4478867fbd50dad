import type { IncidentId } from '../../src/incident/id.ts';

/** The export workflow's type name. */
export const EXPORT_WORKFLOW = 'exportIncident';

/** @returns the workflow id of what keeps an incident's export. */
export function exportWorkflowId(tenant: string, id: IncidentId): string {
  return `${tenant}:export:${id}`;
}
