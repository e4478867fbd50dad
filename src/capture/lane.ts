import type { BatchRef } from '../inbox/batch.ts';
import { Backlog } from './backlog.ts';

/**
 * `committing`: it is being stored; `journaled`: it waits on the disk for the store; `unsettled`: it is not known whether
 * anything was stored.
 */
type Standing = 'committing' | 'journaled' | 'unsettled';

/** A batch of a lane whose number is given out. */
export interface Begun {
  readonly number: number;
  /** Ends when it is known of all batches before it where they are. */
  readonly before: Promise<void>;
  /** Says that it is known of this one: what is in no store and no journal then has to be filled. */
  readonly settled: () => void;
}

/** What this process brings of one integration: batches, numbered without a gap. */
export class Lane {
  readonly ref: Omit<BatchRef, 'number'>;
  readonly backlog = new Backlog();
  /** When it was last asked how far it is worked off, in epoch milliseconds. */
  askedAt = -Infinity;
  #enteredAt = -Infinity;
  #entering: Promise<void> | undefined;
  #next = 0;
  /** Numbers that are given out and not known to be in the store, in their order. */
  readonly #open = new Map<number, Standing>();
  #last = Promise.resolve();

  constructor(ref: Omit<BatchRef, 'number'>) {
    this.ref = ref;
  }

  /** How many of its batches wait in the journal. */
  get journaled(): number {
    return [...this.#open.values()].filter((standing) => standing === 'journaled').length;
  }

  /** Number of the batch that begins next. */
  get next(): number {
    return this.#next;
  }

  begin(): Begun {
    const number = this.#next++;
    this.#open.set(number, 'committing');
    const before = this.#last;
    let end = (): void => undefined;
    this.#last = new Promise((resolve) => {
      end = resolve;
    });
    const settled = (): void => {
      if (this.#open.get(number) === 'committing') this.#open.set(number, 'unsettled');
      end();
    };
    return { number, before, settled };
  }

  noteStored(number: number): void {
    this.#open.delete(number);
  }

  note(number: number, standing: Exclude<Standing, 'committing'>): void {
    this.#open.set(number, standing);
  }

  /** @returns numbers at which something must stand, so that there is no gap before this one. */
  gapsBefore(number: number): readonly number[] {
    return [...this.#open].flatMap(([open, standing]) =>
      standing === 'unsettled' && open < number ? [open] : [],
    );
  }

  /**
   * Has its batches looked for from the first on that is not known to be stored, unless they are.
   * @param enter says so to the store. @param everyMs how often that is said again. @param now epoch milliseconds.
   */
  async enter(enter: (ref: BatchRef) => Promise<void>, everyMs: number, now: number): Promise<void> {
    if (now - this.#enteredAt <= everyMs) return;
    // Two that say so at once would say two numbers.
    this.#entering ??= enter({ ...this.ref, number: Math.min(...this.#open.keys()) })
      .then(() => {
        this.#enteredAt = now;
      })
      .finally(() => {
        this.#entering = undefined;
      });
    await this.#entering;
  }
}
