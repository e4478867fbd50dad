import type { Way } from './way.ts';

/** One attempt to reach a target. */
export interface Try {
  readonly way: Way;
  /** Is it left for later while its instance is known to take nothing? */
  readonly unlessTroubled: boolean;
  /** Is it given little time, because another channel is to be told soon in any case? */
  readonly brief: boolean;
  /** Is there none after it? */
  readonly last: boolean;
}

/**
 * The ways to a target in the order in which they are tried: its own before the fallback channels, and among each kind
 * those by instances that are well before those that are known to take nothing. Every way is tried in the end: what is
 * known of an instance may be wrong.
 */
export class WaysToTry {
  readonly #own: Way[];
  readonly #others: Way[];
  readonly #ownLeft: Way[] = [];
  readonly #othersLeft: Way[] = [];
  /** With a single way there is nothing to choose. */
  readonly #choice: boolean;

  /** @param ways the preferred first. */
  constructor(ways: readonly Way[]) {
    this.#own = ways.filter(({ own }) => own);
    this.#others = ways.filter(({ own }) => !own);
    this.#choice = ways.length > 1;
  }

  /** @returns the next attempt; undefined when all ways have been tried. */
  next(): Try | undefined {
    const queue = [this.#own, this.#ownLeft, this.#others, this.#othersLeft].find(({ length }) => length > 0);
    const way = queue?.shift();
    if (!queue || !way) return undefined;
    const anyway = queue === this.#ownLeft || queue === this.#othersLeft;
    const last = [this.#own, this.#ownLeft, this.#others, this.#othersLeft].every(
      ({ length }) => length === 0,
    );
    return {
      way,
      unlessTroubled: this.#choice && !anyway,
      brief: queue === this.#ownLeft && this.#others.length > 0,
      last,
    };
  }

  /** Leaves a way for later, because its instance is known to take nothing. */
  leave(way: Way): void {
    (way.own ? this.#ownLeft : this.#othersLeft).push(way);
  }
}
