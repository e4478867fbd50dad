import type { Client } from '@temporalio/client';
import { QUIET_WORKFLOW } from '../../../workflows/quiet/messages.ts';
import { scheduleWatch } from '../temporal/scheduling.ts';

/** How often it is looked, in milliseconds. */
const EVERY_MS = 5 * 60_000;

/** Has it told from which integrations nothing comes any more, by a schedule of Temporal's. @throws what the client throws when Temporal does not take it. */
export async function scheduleQuietWatch(client: Client, taskQueue: string): Promise<void> {
  await scheduleWatch(client, {
    scheduleId: `${taskQueue}-quiet`,
    everyMs: EVERY_MS,
    workflowType: QUIET_WORKFLOW,
    workflowId: `${taskQueue}-quiet`,
    taskQueue,
    longest: '1h',
    summary: 'looks from which integrations nothing comes any more',
  });
}
