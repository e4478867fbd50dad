import { attemptOf, type AuditEntry } from '../../src/access/audit-entry.ts';

/** The audit workflow's type name. */
export const AUDIT_WORKFLOW = 'audit';

/** @returns the workflow id of one entry: an attempt that is noted twice is kept once. */
export function auditWorkflowId(entry: AuditEntry): string {
  return `${entry.tenant}:audit:${attemptOf(entry).slice(entry.tenant.length + 1)}:${entry.outcome}`;
}
