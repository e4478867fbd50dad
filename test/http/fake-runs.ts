import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { RunStep } from '../../src/action/step.ts';
import {
  approve,
  atStep,
  begun,
  cancel,
  decline,
  ended,
  isOver,
  orderedRun,
  type Run,
  type RunOrder,
  type RunRefused,
} from '../../src/action/run.ts';
import { runId, runWorkflowId, type RunId } from '../../src/action/run-id.ts';
import type { Printed } from '../../src/mongo/run-output-store.ts';
import type { Mark } from '../../src/incident/incident.ts';
import { RUN_REFUSED, RUN_WORKFLOW } from '../../workflows/run/messages.ts';

interface Running {
  readonly order: RunOrder;
  readonly memo: Record<string, unknown>;
  run: Run;
}

const CHANGES = { approve, decline, cancel: (run: Run, _plan: unknown, mark: Mark) => cancel(run, mark) };

/** Runs as Temporal and the records have them; they decide as the real ones do, and run until they are ended. */
export class FakeRuns {
  readonly running = new Map<string, Running>();
  /** Whether workers write how they stand. */
  recording = true;
  /** What attempts have printed, by `RUN-7/1`, those of steps by `RUN-7/3.1/1`. */
  readonly printed = new Map<string, Printed>();
  readonly output = {
    read: (_tenant: string, id: string, attempt: number): Promise<Printed> =>
      Promise.resolve(this.printed.get(`${id}/${attempt}`) ?? { pieces: [], dropped: 0 }),
  };
  readonly #recorded = new Map<string, Run>();
  readonly #numbers = new Map<string, number>();
  #number = 0;

  /** @returns those that were ordered, in order. */
  orders(): readonly RunOrder[] {
    return [...this.running.values()].map(({ order }) => order);
  }

  has(workflowId: string): boolean {
    return this.running.has(workflowId);
  }

  isOne = (workflowId: string): boolean => workflowId.includes(':run:');

  start(workflowId: string, order: RunOrder, memo: Record<string, unknown>): void {
    if (this.running.has(workflowId))
      throw new WorkflowExecutionAlreadyStartedError('started already', workflowId, RUN_WORKFLOW);
    const ordered = orderedRun(order);
    const run = ordered.status === 'running' ? begun(ordered, order.asked.at) : ordered;
    this.running.set(workflowId, { order, memo, run });
    this.#record(run);
  }

  /** What is run has ended. */
  end(id: RunId, status: Run['status'] = 'succeeded', tenant = 'default', result?: unknown): void {
    const found = this.#known(runWorkflowId(tenant, id));
    const outcome = { status, ...(result !== undefined && { result }) };
    this.#move(found, ended(found.run, found.run.asked.at + 1_000, outcome));
  }

  /** A step of it stands so. */
  step(id: RunId, step: RunStep, tenant = 'default'): void {
    const found = this.#known(runWorkflowId(tenant, id));
    this.#move(found, atStep(found.run, step));
  }

  update(workflowId: string, name: string, mark: Mark): Run {
    const found = this.#known(workflowId);
    if (isOver(found.run)) throw new WorkflowNotFoundError('workflow not found', workflowId, undefined);
    const next: Run | RunRefused = CHANGES[name as keyof typeof CHANGES](found.run, found.order.plan, mark);
    if (!('refused' in next)) return this.#move(found, next);
    const { message } = next;
    const cause = ApplicationFailure.create({
      message,
      type: RUN_REFUSED,
      nonRetryable: true,
      details: [next],
    });
    throw new WorkflowUpdateFailedError(message, cause);
  }

  describe(workflowId: string): { memo: Record<string, unknown> } {
    return this.#known(workflowId);
  }

  query = (workflowId: string): Run => this.#known(workflowId).run;

  /** @returns them as the HTTP layer uses them. */
  store(reach: () => Promise<void>) {
    const next = (tenant: string, deliveryId: string, number: number): RunId => {
      this.#numbers.set(`${tenant}:${deliveryId}`, number);
      return runId(number);
    };
    return {
      allocate: async (tenant: string, deliveryId: string) => {
        await reach();
        return next(tenant, deliveryId, this.#numbers.get(`${tenant}:${deliveryId}`) ?? ++this.#number);
      },
      allocateAnew: async (tenant: string, deliveryId: string) => {
        await reach();
        return next(tenant, deliveryId, ++this.#number);
      },
      find: async (tenant: string, id: RunId) => {
        await reach();
        return this.#recorded.get(runWorkflowId(tenant, id));
      },
      newest: async (tenant: string, most: number, before = Infinity) => {
        await reach();
        const numberOf = ({ id }: Run): number => Number(id.slice('RUN-'.length));
        const older = [...this.#recorded.values()]
          .filter((run) => run.tenant === tenant && numberOf(run) < before)
          .sort((a, b) => numberOf(b) - numberOf(a));
        const [runs, last] = [older.slice(0, most), older[most - 1]];
        return { runs, ...(older.length > most && last && { next: numberOf(last) }) };
      },
    };
  }

  #known(workflowId: string): Running {
    const found = this.running.get(workflowId);
    if (!found) throw new WorkflowNotFoundError('workflow not found', workflowId, undefined);
    return found;
  }

  #move(found: Running, next: Run): Run {
    found.run = next;
    this.#record(next);
    return next;
  }

  #record(run: Run): void {
    if (this.recording) this.#recorded.set(runWorkflowId(run.tenant, run.id), run);
  }
}
