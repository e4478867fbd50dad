import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Deadline, DeadlineName } from '../../src/incident/deadline.ts';

/**
 * One Temporal timer per deadline that stands; a deadline that moves gets a new timer, one that falls is cancelled, and
 * one that is past needs none.
 */
export class DeadlineTimers {
  readonly #timers = new Map<DeadlineName, { at: number; scope: CancellationScope }>();
  readonly #reached: (deadline: Deadline) => void;
  readonly #incident: string;

  /** @param reached called when a deadline's time has come. */
  constructor(incident: string, reached: (deadline: Deadline) => void) {
    this.#incident = incident;
    this.#reached = reached;
  }

  /** Makes the running timers those that are wanted, and reaches what is overdue. Idempotent. */
  adjust(wanted: readonly Deadline[]): void {
    const now = Date.now();
    for (const [name, timer] of this.#timers) {
      if (wanted.some((d) => d.name === name && d.at === timer.at)) continue;
      this.#timers.delete(name);
      timer.scope.cancel();
    }
    for (const deadline of wanted) {
      if (this.#timers.has(deadline.name)) continue;
      if (deadline.at > now) this.#start(deadline, deadline.at - now);
      else this.#reached(deadline);
    }
  }

  #start(deadline: Deadline, wait: number): void {
    const scope = new CancellationScope({ cancellable: true });
    this.#timers.set(deadline.name, { at: deadline.at, scope });
    const summary = `${this.#incident}: ${deadline.name} at ${new Date(deadline.at).toISOString()}`;
    void scope
      .run(() => sleep(wait, { summary }))
      .then(() => {
        this.#timers.delete(deadline.name);
        this.#reached(deadline);
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }
}
