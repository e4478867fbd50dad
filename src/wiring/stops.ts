/** What is ended one after another, what was added last first; one that fails keeps none of the others from being ended. */
export class Stops {
  readonly #all: (() => Promise<void>)[] = [];

  add(stop: () => Promise<void>): void {
    this.#all.push(stop);
  }

  /** Ends all that is not ended yet. Rejects, when all are, with the first failure. */
  async end(): Promise<void> {
    const failures: unknown[] = [];
    for (let stop = this.#all.pop(); stop; stop = this.#all.pop())
      await stop().catch((error: unknown) => void failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}
