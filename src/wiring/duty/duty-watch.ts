import type { Client } from '@temporalio/client';
import { DUTY_WORKFLOW, dutyChangedSignal, dutyWorkflowId } from '../../../workflows/duty/messages.ts';

/** Has schedules watched by their duty workflows. */
export type DutyWatch = (tenant: string, schedule: string) => Promise<void>;

/** @returns what is not so while a schedule could not be put under watch. */
export const dutyUnwatched = (tenant: string, schedule: string): string =>
  `nobody watches who is on call by schedules.${schedule} of ${tenant}`;

/** How long Temporal has to take it, in milliseconds: somebody may be waiting for an answer. */
const ACCEPT_MS = 1_000;

/**
 * @returns a function that has a schedule looked at now, by the workflow that watches it, which it begins unless there is
 * one. Any number of processes may ask. It rejects when Temporal does not take it; a watched schedule is looked at again
 * within two hours.
 */
export function createDutyWatch(client: Client, taskQueue: string): DutyWatch {
  return async (tenant, schedule) => {
    const watching = { tenant, schedule };
    await client.connection.withDeadline(Date.now() + ACCEPT_MS, () =>
      client.workflow.signalWithStart(DUTY_WORKFLOW, {
        workflowId: dutyWorkflowId(watching),
        taskQueue,
        args: [watching],
        signal: dutyChangedSignal,
        staticSummary: `watches who is on call for ${schedule}`,
      }),
    );
  };
}
