import type { AuditEntry } from '../src/access/audit-entry.ts';

export interface AuditActivities {
  /** Writes an audit entry that the store did not take at first. May be repeated; an entry that is there stays. */
  writeAudit(entry: AuditEntry): Promise<void>;
}

/** @param store its failures are Temporal's to retry. */
export function createAuditActivities(store: { write(entry: AuditEntry): Promise<void> }): AuditActivities {
  return { writeAudit: (entry) => store.write(entry) };
}
