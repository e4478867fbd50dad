import { ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { QUIET_WORKFLOW } from '../../../workflows/quiet/messages.ts';
import { scheduleOnce } from '../temporal/scheduling.ts';

/** How often it is looked, in milliseconds. */
const EVERY_MS = 5 * 60_000;

/** @returns the id of the schedule. */
export function quietScheduleId(taskQueue: string): string {
  return `${taskQueue}-quiet`;
}

/** Has it told from which integrations nothing comes any more, by a schedule of Temporal's. @throws what the client throws when Temporal does not take it. */
export async function scheduleQuietWatch(client: Client, taskQueue: string): Promise<void> {
  await scheduleOnce(client, {
    scheduleId: quietScheduleId(taskQueue),
    spec: { intervals: [{ every: EVERY_MS }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10s' },
    action: {
      type: 'startWorkflow',
      workflowType: QUIET_WORKFLOW,
      workflowId: `${taskQueue}-quiet`,
      taskQueue,
      args: [],
      workflowExecutionTimeout: '1h',
      staticSummary: 'looks from which integrations nothing comes any more',
    },
  });
}
