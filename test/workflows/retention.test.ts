import { expect, test } from 'vitest';
import type { AuditEntry } from '../../src/access/audit-entry.ts';
import { RETENTION_WORKFLOW } from '../../workflows/retention/messages.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();

test('the store is swept a little at a time, within bounds, also when a part fails; what went is in the audit', async () => {
  const activities = new RecordingActivities();
  activities.expired.push(
    { tenant: 'default', name: 'deliveries', left: 1_200 },
    { tenant: 'default', name: 'audit', left: 0 },
    { tenant: 'acme', name: 'lanes', left: 1_000_000 },
    { tenant: 'acme', name: 'audit', left: 7 },
  );
  activities.breaks({ activity: 'sweep', key: /^confirmations$/ }, 'message_rejected');
  activities.expired.splice(1, 0, { tenant: 'default', name: 'confirmations', left: 1 });
  const taskQueue = 'sweeping';
  const stop = await temporal.work(taskQueue, activities.implementation);
  await temporal.env.client.workflow.execute(RETENTION_WORKFLOW, { workflowId: 'sweep', taskQueue });
  await stop();
  const told = activities.done({ activity: 'writeAudit' }).map(({ input }) => {
    const { tenant, about, action } = input as AuditEntry;
    return [tenant, action, about];
  });
  expect(told).toEqual([
    ['default', 'delete expired', '1200 deliveries'],
    ['acme', 'delete expired', '20000 lanes, 7 audit'],
  ]);
});
