import type { Client } from '@temporalio/client';
import { REDELIVERY_WORKFLOW } from '../../../workflows/redelivery/messages.ts';
import { scheduleWatch } from '../temporal/scheduling.ts';

/** How often it is looked which sender is to be asked, in milliseconds; each says itself how often it is. */
const EVERY_MS = 60_000;

/** Has senders asked for what they could not deliver, by a schedule of Temporal's. @throws what the client throws when Temporal does not take it. */
export async function scheduleRedelivery(client: Client, taskQueue: string): Promise<void> {
  await scheduleWatch(client, {
    scheduleId: `${taskQueue}-redelivery`,
    everyMs: EVERY_MS,
    workflowType: REDELIVERY_WORKFLOW,
    workflowId: `${taskQueue}-redelivery`,
    taskQueue,
    longest: '20m',
    summary: 'asks senders for what they could not deliver',
  });
}
