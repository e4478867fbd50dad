import { Unavailable } from './unavailable.ts';

/** How long an answer may take in all, in milliseconds from receipt: chat platforms wait for 3 s. */
export const ANSWER_MS = 2_500;

/** How long an answer may take in all of which the platform was told that it follows, in milliseconds from receipt. */
export const DEFERRED_MS = 20_000;

/** The time by which each part of an answer must have come, as a part of the whole. */
export const PART = {
  /** The store, where the answer is possible without it. */
  store: 0.4,
  /** What need not be deferred; a little before a worker is given up. */
  undeferred: 0.6,
  /** A worker; what is left is for Temporal to keep the command as a signal. */
  worker: 0.8,
  /** Temporal: whoever waits for the whole is told before what became of what was sent. */
  temporal: 0.95,
  all: 1,
} as const;

/** What was waited for did not come in time. Whether it comes later is not known. */
export class Late extends Unavailable {
  override readonly name = 'Late';
}

/**
 * Waits for something, but not for long.
 * @param ms milliseconds. @param silent who does not answer, and the setting to look at.
 * @throws Late; what the work throws.
 */
export async function inTime<T>(work: Promise<T>, ms: number, silent: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // Timers take whole milliseconds and may be one early: what has ended must not have time left.
    timer = setTimeout(() => reject(new Late(silent)), Math.ceil(ms) + 1);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How long somebody waits for an answer. It is handed down, so that all parts of the work share one limit. */
export class Patience {
  readonly #began = performance.now();
  #whole: number;

  /** @param ms milliseconds from now. */
  constructor(ms: number = ANSWER_MS) {
    this.#whole = ms;
  }

  /** Whoever waits was told that it takes longer: what waits already goes on waiting. @param ms milliseconds from the beginning. */
  extend(ms: number): void {
    this.#whole = Math.max(this.#whole, ms);
  }

  /** @returns milliseconds until this part of the whole is over, at least 0. */
  left(part: number): number {
    return Math.max(0, this.#began + this.#whole * part - performance.now());
  }

  /**
   * Waits for something until this part of the whole is over.
   * @param silent who does not answer, and the setting to look at.
   * @throws Late; what the work throws.
   */
  async wait<T>(work: Promise<T>, silent: string, part: number = PART.all): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const look = (): void => {
        const left = this.left(part);
        if (left > 0) again(left);
        else reject(new Late(silent));
      };
      const again = (ms: number): void => {
        timer = setTimeout(look, Math.ceil(ms) + 1);
      };
      // What has come already is taken although nothing is left.
      again(this.left(part));
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
