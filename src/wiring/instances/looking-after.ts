import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { HEALTH_WORKFLOW, checkNowSignal, healthWorkflowId } from '../../../workflows/health/messages.ts';

/** How long after a check was asked for none is asked for again by what calls come to, in milliseconds. */
const CALM_MS = 10_000;

/** How long Temporal has to take it, in milliseconds. */
const ACCEPT_MS = 5_000;

/** Has instances looked after by their health workflows. */
export class LookingAfter {
  readonly #client: Client;
  readonly #taskQueue: string;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #now: () => number;
  readonly #askedAt = new Map<string, number>();

  /** @param now epoch milliseconds. */
  constructor(client: Client, taskQueue: string, log: Pick<Logger, 'warn'>, now: () => number) {
    this.#client = client;
    this.#taskQueue = taskQueue;
    this.#log = log;
    this.#now = now;
  }

  /**
   * Begins to look after an instance unless somebody does already, and has it checked now. Any number of processes may
   * ask. @throws what the client throws when Temporal does not take it.
   */
  async begin(tenant: string, instance: string): Promise<void> {
    this.#askedAt.set(instance, this.#now());
    const watched = { tenant, instance };
    await this.#client.connection.withDeadline(Date.now() + ACCEPT_MS, () =>
      this.#client.workflow.signalWithStart(HEALTH_WORKFLOW, {
        workflowId: healthWorkflowId(watched),
        taskQueue: this.#taskQueue,
        args: [watched],
        signal: checkNowSignal,
        staticSummary: `checks chat.${instance}`,
      }),
    );
  }

  /** Has an instance checked soon, because its calls have turned; not more often than every few seconds. */
  turned(tenant: string, instance: string): void {
    if (this.#now() - (this.#askedAt.get(instance) ?? -Infinity) >= CALM_MS)
      void this.begin(tenant, instance).catch((err: unknown) => {
        this.#log.warn(
          { err, instance },
          `chat.${instance} is not checked at once: Temporal did not take it`,
        );
      });
  }
}
