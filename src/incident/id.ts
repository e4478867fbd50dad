/** A short spoken incident id such as `INC-42`. Unique within a tenant. */
export type IncidentId = `INC-${number}`;

export const DEFAULT_TENANT = 'default';

/** @param number the tenant's running number, 1 or more. */
export function incidentId(number: number): IncidentId {
  return `INC-${number}`;
}

/**
 * Reads an incident id as people type it: `42`, `#42`, `inc-42`, `INC 42`, `INC-042`.
 * @returns the id, or undefined when the text is none.
 */
export function parseIncidentId(text: string): IncidentId | undefined {
  const match = /^(?:#|inc[-\s_]?)?0*([1-9]\d{0,8})$/i.exec(text.trim());
  return match ? incidentId(Number(match[1])) : undefined;
}

/** @returns the key of an incident in every collection: tenant first, so that no look-up crosses tenants. */
export function incidentKey(tenant: string, id: IncidentId): string {
  return `${tenant}:${id}`;
}

/** @returns the Temporal workflow id of an incident; it contains the spoken id, so that it is found in the Temporal UI. */
export function incidentWorkflowId(tenant: string, id: IncidentId): string {
  return `${tenant}:incident:${id}`;
}
