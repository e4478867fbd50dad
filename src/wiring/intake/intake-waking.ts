import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import {
  deliveredSignal,
  INTAKE_WATCH_WORKFLOW,
  INTAKE_WORKFLOW,
  intakeWorkflowId,
  redeliverSignal,
} from '../../../workflows/intake/messages.ts';
import type { AgainList } from '../../inbox/again.ts';
import { integrationId, type IntegrationRef } from '../../inbox/batch.ts';
import { scheduleWatch } from '../temporal/scheduling.ts';

/** How long Temporal has to take it, in milliseconds. */
const ACCEPT_MS = 5_000;
/** How often an intake is told at most, in milliseconds: it looks for all that there is. */
const EVERY_MS = 300;
/** When a Temporal that did not take it is told again, in milliseconds. */
const AGAIN_MS = 3_000;
const WATCH_EVERY_MS = 60_000;

/** Has the inbox of an integration worked off. @throws what Temporal answers. */
export async function startIntake(client: Client, taskQueue: string, ref: IntegrationRef): Promise<void> {
  await client.connection.withDeadline(Date.now() + ACCEPT_MS, () =>
    client.workflow.signalWithStart(INTAKE_WORKFLOW, {
      ...startOf(taskQueue, ref),
      signal: deliveredSignal,
    }),
  );
}

/** Has the deliveries of a list read again. @throws what Temporal answers. */
export async function redeliver(
  client: Client,
  taskQueue: string,
  ref: IntegrationRef,
  list: AgainList,
): Promise<void> {
  await client.connection.withDeadline(Date.now() + ACCEPT_MS, () =>
    client.workflow.signalWithStart(INTAKE_WORKFLOW, {
      ...startOf(taskQueue, ref),
      signal: redeliverSignal,
      signalArgs: [list],
    }),
  );
}

function startOf(taskQueue: string, ref: IntegrationRef) {
  return {
    workflowId: intakeWorkflowId(ref),
    taskQueue,
    args: [{ tenant: ref.tenant, integration: ref.integration }] as [IntegrationRef],
    staticSummary: `works off what comes in for ${ref.integration}`,
  };
}

/** Tells intakes that something is stored: at once, and what comes meanwhile together. */
export class IntakeWaking {
  readonly #start: (ref: IntegrationRef) => Promise<void>;
  readonly #log: Pick<Logger, 'warn'>;
  /** Those that were told a moment ago; true when there is something new since. */
  readonly #told = new Map<string, boolean>();
  #stopped = false;

  /** @param start tells one; rejects when Temporal does not take it. */
  constructor(start: (ref: IntegrationRef) => Promise<void>, log: Pick<Logger, 'warn'>) {
    this.#start = start;
    this.#log = log;
  }

  /** Never rejects: what Temporal does not take is told it again, and what this process forgets by its death is looked for. */
  readonly wake = (ref: IntegrationRef): void => {
    const id = integrationId(ref);
    if (this.#told.has(id)) this.#told.set(id, true);
    else void this.#tell(id, ref);
  };

  /** Tells nobody any more. */
  stop(): void {
    this.#stopped = true;
  }

  async #tell(id: string, ref: IntegrationRef): Promise<void> {
    this.#told.set(id, false);
    let waitMs = EVERY_MS;
    try {
      await this.#start(ref);
    } catch (err) {
      if (this.#stopped) return;
      this.#log.warn(
        { err, integration: ref.integration },
        'Temporal was not told of what came in (TEMPORAL_ADDRESS)',
      );
      this.#told.set(id, true);
      waitMs = AGAIN_MS;
    }
    setTimeout(() => {
      const isNew = this.#told.get(id) === true;
      this.#told.delete(id);
      if (isNew && !this.#stopped) void this.#tell(id, ref);
    }, waitMs).unref();
  }
}

/** Has forgotten inboxes looked for every minute, by a schedule of Temporal's. @throws what the client throws when Temporal does not take it. */
export async function scheduleIntakeWatch(client: Client, taskQueue: string): Promise<void> {
  await scheduleWatch(client, {
    scheduleId: `${taskQueue}-inbox`,
    everyMs: WATCH_EVERY_MS,
    workflowType: INTAKE_WATCH_WORKFLOW,
    workflowId: `${taskQueue}-inbox-watch`,
    taskQueue,
    longest: '5m',
    summary: 'looks whether anything that came in was forgotten',
  });
}
