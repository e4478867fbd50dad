import type { IncidentId } from '../../src/incident/id.ts';

/** The record workflow's type name. */
export const RECORD_WORKFLOW = 'record';

/** @returns the workflow id of one part of what an incident has left to be recorded. @param part unique among them. */
export function recordWorkflowId(tenant: string, id: IncidentId, part: string): string {
  return `${tenant}:record:${id}:${part}`;
}
