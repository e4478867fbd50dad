import type { AuditEntry } from '../../src/access/audit-entry.ts';

/** The audit workflow's type name. */
export const AUDIT_WORKFLOW = 'audit';

/** @returns the workflow id of one entry: an attempt that is noted twice is kept once. */
export function auditWorkflowId({ tenant, via, deliveryId, action, outcome }: AuditEntry): string {
  return `${tenant}:audit:${via}:${deliveryId}:${action}:${outcome}`;
}
