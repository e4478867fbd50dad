import { ScheduleAlreadyRunning, type Client, type ScheduleOptions } from '@temporalio/client';

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
