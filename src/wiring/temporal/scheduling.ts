import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import type { Duration } from '@temporalio/common';

/**
 * Makes a schedule of Temporal's unless there is one. Any number of processes may ask; a schedule that somebody has paused
 * stays so. @throws what the client throws when Temporal does not take it.
 */
export async function scheduleOnce(client: Client, schedule: ScheduleOptions): Promise<void> {
  try {
    await client.schedule.create(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}

/** A workflow without input that looks for something again and again. */
export interface Watch {
  readonly scheduleId: string;
  readonly everyMs: number;
  readonly workflowType: string;
  readonly workflowId: string;
  readonly taskQueue: string;
  /** How long one that hangs keeps the next from beginning. */
  readonly longest: Duration;
  readonly summary: string;
}

/**
 * Makes the schedule of a watch, as {@link scheduleOnce} does. What was missed while Temporal was away is not made up for:
 * the next look sees the same.
 */
export function scheduleWatch(client: Client, watch: Watch): Promise<void> {
  return scheduleOnce(client, {
    scheduleId: watch.scheduleId,
    spec: { intervals: [{ every: watch.everyMs }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10s' },
    action: {
      type: 'startWorkflow',
      workflowType: watch.workflowType,
      workflowId: watch.workflowId,
      taskQueue: watch.taskQueue,
      args: [],
      workflowExecutionTimeout: watch.longest,
      staticSummary: watch.summary,
    },
  });
}
