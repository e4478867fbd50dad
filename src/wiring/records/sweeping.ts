import { ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { RETENTION_WORKFLOW } from '../../../workflows/retention/messages.ts';
import { scheduleOnce } from '../temporal/scheduling.ts';

/** When the store is swept, in UTC: while few people work. */
const DAILY = { hour: 2, minute: 41 };

/** @returns the id of the schedule. */
export function retentionScheduleId(taskQueue: string): string {
  return `${taskQueue}-retention`;
}

/**
 * Has the store swept once a day, by a schedule of Temporal's. Any number of processes may ask; a schedule that somebody
 * has paused stays so. @throws what the client throws when Temporal does not take it.
 */
export async function scheduleSweeps(client: Client, taskQueue: string): Promise<void> {
  await scheduleOnce(client, {
    scheduleId: retentionScheduleId(taskQueue),
    spec: { calendars: [DAILY] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '12h' },
    action: {
      type: 'startWorkflow',
      workflowType: RETENTION_WORKFLOW,
      workflowId: `${taskQueue}-sweep`,
      taskQueue,
      args: [],
      staticSummary: 'deletes what the rules of retention let go',
    },
  });
}
