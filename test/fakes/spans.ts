/** At most `count` in any `perMs` milliseconds. */
export interface Limit {
  readonly count: number;
  readonly perMs: number;
}

/** Counts what was taken, by what it drew on, in spans of time that end now. */
export class Spans {
  readonly #taken = new Map<string, number[]>();

  /** @param now epoch milliseconds. @returns how many were taken in the last `perMs` milliseconds. */
  lately(name: string, perMs: number, now: number): number {
    return this.#since(name, now - perMs).length;
  }

  /** @returns in how many milliseconds the limits leave room for one more; 0 when they do now. */
  wait(name: string, limits: readonly Limit[], now: number): number {
    const waits = limits.map(({ count, perMs }) => {
      const lately = this.#since(name, now - perMs);
      const oldest = lately.at(-count);
      return oldest === undefined ? 0 : oldest + perMs - now;
    });
    return Math.max(0, ...waits);
  }

  take(name: string, now: number): void {
    this.#taken.set(name, [...(this.#taken.get(name) ?? []), now]);
  }

  #since(name: string, after: number): number[] {
    return (this.#taken.get(name) ?? []).filter((at) => at > after);
  }
}
