import type { Client } from '@temporalio/client';
import { RUN_WATCH_WORKFLOW } from '../../../workflows/run-watch/messages.ts';
import { scheduleWatch } from '../temporal/scheduling.ts';

/** How often it is looked, in milliseconds. */
const EVERY_MS = 60_000;

/** Has runs ended whose workflow Temporal has ended, by a schedule of Temporal's. @throws what the client throws when Temporal does not take it. */
export async function scheduleRunWatch(client: Client, taskQueue: string): Promise<void> {
  await scheduleWatch(client, {
    scheduleId: `${taskQueue}-runs`,
    everyMs: EVERY_MS,
    workflowType: RUN_WATCH_WORKFLOW,
    workflowId: `${taskQueue}-runs`,
    taskQueue,
    longest: '20m',
    summary: 'looks for runs whose workflow was ended in Temporal',
  });
}
