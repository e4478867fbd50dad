/** Work that no answer waits for, but the end of the process does. */
export class Afterwards {
  readonly #under = new Set<Promise<unknown>>();

  /** @param failed is told of a failure: nobody else would hear of it. */
  add(work: Promise<unknown>, failed: (error: unknown) => void): void {
    const mine: Promise<unknown> = work.catch(failed).finally(() => this.#under.delete(mine));
    this.#under.add(mine);
  }

  /** Waits until all of it has ended, with what it added meanwhile. */
  async ended(): Promise<void> {
    while (this.#under.size > 0) await Promise.all(this.#under);
  }
}
