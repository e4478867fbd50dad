import { ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { REDELIVERY_WORKFLOW } from '../../../workflows/redelivery/messages.ts';
import { scheduleOnce } from '../temporal/scheduling.ts';

/** How often it is looked which sender is to be asked, in milliseconds; each says itself how often it is. */
const EVERY_MS = 60_000;

/** @returns the id of the schedule. */
export function redeliveryScheduleId(taskQueue: string): string {
  return `${taskQueue}-redelivery`;
}

/** Has senders asked for what they could not deliver, by a schedule of Temporal's. @throws what the client throws when Temporal does not take it. */
export async function scheduleRedelivery(client: Client, taskQueue: string): Promise<void> {
  await scheduleOnce(client, {
    scheduleId: redeliveryScheduleId(taskQueue),
    spec: { intervals: [{ every: EVERY_MS }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10s' },
    action: {
      type: 'startWorkflow',
      workflowType: REDELIVERY_WORKFLOW,
      workflowId: `${taskQueue}-redelivery`,
      taskQueue,
      args: [],
      workflowExecutionTimeout: '20m',
      staticSummary: 'asks senders for what they could not deliver',
    },
  });
}
