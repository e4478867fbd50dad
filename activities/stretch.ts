import type { BatchRef, Captured } from '../src/inbox/batch.ts';
import type { LaneState } from '../src/mongo/inbox-head.ts';

/** How many deliveries, and bytes of them, are worked off before it is noted. */
const MOST = 100;
const MOST_BYTES = 16 * 1_024 ** 2;

/** How far a lane is worked off. */
export interface Reached {
  readonly to: Pick<LaneState, 'next' | 'from'>;
  /** Batches that are worked off whole: the last, and the number of the first. */
  readonly done?: BatchRef & { readonly first: number };
}

/** A part of a lane that is worked off before it is noted: of one batch, or of several small ones that follow one another. */
export class Stretch {
  readonly deliveries: Captured[] = [];
  readonly #begin: BatchRef;
  /** How many deliveries of each batch are in it, and whether the batch ends with them. */
  readonly #batches: { readonly count: number; readonly isWhole: boolean }[] = [];
  readonly #from: number;
  #bytes = 0;

  /** @param begin its first batch. @param from how many of its deliveries are worked off already. */
  constructor(begin: BatchRef, from: number) {
    this.#begin = begin;
    this.#from = from;
  }

  /** The batch that comes next; undefined when there is room for no more. */
  get next(): BatchRef | undefined {
    const isFull = this.deliveries.length >= MOST || this.#bytes > MOST_BYTES;
    if (isFull || this.#batches.at(-1)?.isWhole === false) return undefined;
    return { ...this.#begin, number: this.#begin.number + this.#batches.length };
  }

  /** Takes in as much as there is room for of the batch that comes next. */
  add(all: readonly Captured[]): void {
    const from = this.#batches.length === 0 ? this.#from : 0;
    let count = 0;
    for (const one of all.slice(from, from + MOST - this.deliveries.length)) {
      this.deliveries.push(one);
      count++;
      this.#bytes += one.bodyBytes;
      if (this.#bytes > MOST_BYTES) break;
    }
    this.#batches.push({ count, isWhole: from + count >= all.length });
  }

  /** @param done how many of its deliveries are worked off. @returns how far its lane is then. */
  reached(done: number): Reached {
    let left = done;
    let whole = 0;
    for (const { count, isWhole } of this.#batches) {
      if (left < count || !isWhole) break;
      left -= count;
      whole++;
    }
    const { number: first } = this.#begin;
    const next = first + whole;
    return {
      to: { next, from: whole === 0 ? this.#from + left : left },
      ...(whole > 0 && { done: { ...this.#begin, number: next - 1, first } }),
    };
  }
}
