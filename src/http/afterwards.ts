import { setTimeout as pause } from 'node:timers/promises';

/** Work that no answer waits for, but the end of the process does. */
export class Afterwards {
  readonly #under = new Set<Promise<unknown>>();

  /** @param failed is told of a failure: nobody else would hear of it. */
  add(work: Promise<unknown>, failed: (error: unknown) => void): void {
    const mine: Promise<unknown> = work.catch(failed).finally(() => this.#under.delete(mine));
    this.#under.add(mine);
  }

  /**
   * Waits until all of it has ended, with what it added meanwhile.
   * @param most milliseconds after which the rest is given up.
   */
  async ended(most = Infinity): Promise<void> {
    const until = performance.now() + most;
    while (this.#under.size > 0 && performance.now() < until) {
      const all = Promise.all(this.#under).then(() => undefined);
      await (Number.isFinite(most)
        ? Promise.race([all, pause(until - performance.now(), undefined, { ref: false })])
        : all);
    }
  }
}
