import type { Client } from '@temporalio/client';
import {
  CALENDAR_WORKFLOW,
  calendarChangedSignal,
  calendarWorkflowId,
} from '../../../workflows/calendar/messages.ts';

/** How long Temporal has to take it, in milliseconds. */
const ACCEPT_MS = 5_000;

/**
 * @returns a function that has the calendars of a schedule fetched by the workflow that does so, which it begins unless
 * there is one. It rejects when Temporal does not take it.
 */
export function createCalendarWatch(
  client: Client,
  taskQueue: string,
): (tenant: string, schedule: string) => Promise<void> {
  return async (tenant, schedule) => {
    const watching = { tenant, schedule };
    await client.connection.withDeadline(Date.now() + ACCEPT_MS, () =>
      client.workflow.signalWithStart(CALENDAR_WORKFLOW, {
        workflowId: calendarWorkflowId(watching),
        taskQueue,
        args: [watching],
        signal: calendarChangedSignal,
        staticSummary: `fetches the calendars of ${schedule}`,
      }),
    );
  };
}
