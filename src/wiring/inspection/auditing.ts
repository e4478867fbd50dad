import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { INSPECTION_WORKFLOW } from '../../../workflows/inspection/messages.ts';
import type { Config } from '../../config/config.ts';

/** An inspection that hangs for so long gives way to the next. */
const LONGEST = '15m';
/** What was missed while Temporal was away is not made up for: the next inspection sees the same. */
const CATCH_UP = '10s';

/** @returns the id of the schedule: one auditor looks after all that one task queue does. */
export function auditorScheduleId(taskQueue: string): string {
  return `${taskQueue}-auditor`;
}

/** Has the auditor look at everything again and again, by a schedule of Temporal's, which outlives all processes. */
export class Auditing {
  readonly #client: Client;
  readonly #taskQueue: string;
  readonly #config: () => Config;
  #everyMs: number | undefined;

  constructor(client: Client, taskQueue: string, config: () => Config) {
    this.#client = client;
    this.#taskQueue = taskQueue;
    this.#config = config;
  }

  /**
   * Makes the schedule as the configuration says, unless it is so. Any number of processes may ask. A schedule that
   * somebody has paused stays so. @throws what the client throws when Temporal does not take it: until then the auditor is
   * silent.
   */
  async begin(): Promise<void> {
    const { everyMs } = this.#config().auditor;
    if (this.#everyMs === everyMs) return;
    const spec = { intervals: [{ every: everyMs }] };
    const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP } as const;
    const action = {
      type: 'startWorkflow',
      workflowType: INSPECTION_WORKFLOW,
      workflowId: `${this.#taskQueue}-inspection`,
      taskQueue: this.#taskQueue,
      args: [{}],
      workflowExecutionTimeout: LONGEST,
      staticSummary: 'looks whether every open incident has a next step and nothing is late',
    } as const;
    const scheduleId = auditorScheduleId(this.#taskQueue);
    try {
      await this.#client.schedule.create({ scheduleId, spec, policies, action });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await this.#client.schedule
        .getHandle(scheduleId)
        .update(({ state }) => ({ spec, policies, action, state }));
    }
    this.#everyMs = everyMs;
  }
}
