import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { AuditEntry } from '../../src/access/audit-entry.ts';

const { writeAudit } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  // Longer than any document store is away whose data is still wanted.
  scheduleToCloseTimeout: '30d',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Keeps an audit entry that the store did not take, until it takes it. */
export async function audit(entry: AuditEntry): Promise<void> {
  await writeAudit(entry);
}
