import { setTimeout as pause } from 'node:timers/promises';

/** How often something watched is looked at, in milliseconds. */
const POLL_MS = 400;

/**
 * Watches things by name for as long as somebody waits for one: the store has no change streams on every platform, so
 * that it is asked, once for all who wait.
 */
export class Watch {
  readonly #watched = new Map<string, { version: string; waiting: Set<() => void> }>();
  readonly #pollMs: number;

  constructor(pollMs = POLL_MS) {
    this.#pollMs = pollMs;
  }

  /**
   * Waits until something differs from what the caller knows.
   * @param look tells the version of what is watched under this name. A look that fails is repeated: who waits has what it had.
   * @param known the version that the caller knows.
   * @returns the new version; undefined when the signal ends the waiting.
   */
  async change(
    name: string,
    look: () => Promise<string>,
    known: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (signal.aborted) return undefined;
    let watched = this.#watched.get(name);
    if (!watched) {
      watched = { version: known, waiting: new Set() };
      this.#watched.set(name, watched);
      void this.#poll(name, watched, look);
    }
    const mine = watched;
    const looking = (): boolean => !signal.aborted;
    while (mine.version === known && looking()) {
      await new Promise<void>((wake) => {
        const done = (): void => {
          signal.removeEventListener('abort', done);
          mine.waiting.delete(done);
          wake();
        };
        mine.waiting.add(done);
        signal.addEventListener('abort', done);
      });
    }
    return mine.version === known ? undefined : mine.version;
  }

  async #poll(
    name: string,
    watched: { version: string; waiting: Set<() => void> },
    look: () => Promise<string>,
  ): Promise<void> {
    do {
      const before = watched.version;
      watched.version = await look().catch(() => before);
      if (watched.version !== before) for (const wake of [...watched.waiting]) wake();
      await pause(this.#pollMs);
    } while (watched.waiting.size > 0);
    this.#watched.delete(name);
  }
}
