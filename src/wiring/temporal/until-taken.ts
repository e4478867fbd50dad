import type { Logger } from 'pino';

/** When a Temporal that did not take something is asked again, in milliseconds. */
const AGAIN_MS = 5_000;

/**
 * Asks Temporal until it has taken what is to be watched from then on: that must not hang on the moment of a start. Only
 * what is asked lives in this process, so that its death forgets it: the next start asks anew.
 */
export class UntilTaken {
  readonly #log: Pick<Logger, 'warn'>;
  readonly #againMs: number;
  /** What was asked last, by what it is for. */
  readonly #asked = new Map<string, () => Promise<unknown>>();
  #stopped = false;

  /** @param againMs milliseconds between attempts. */
  constructor(log: Pick<Logger, 'warn'>, againMs = AGAIN_MS) {
    this.#log = log;
    this.#againMs = againMs;
  }

  /**
   * Never rejects.
   * @param lack what is not so meanwhile, for the log. What is asked later for the same lack takes the place of this.
   * @param send rejects when Temporal did not take it; may be called any number of times.
   * @returns after the first attempt.
   */
  async ask(lack: string, send: () => Promise<unknown>): Promise<void> {
    this.#asked.set(lack, send);
    await this.#attempt(lack, send);
  }

  /** Asks no more. */
  stop(): void {
    this.#stopped = true;
  }

  async #attempt(lack: string, send: () => Promise<unknown>): Promise<void> {
    try {
      await send();
      if (this.#asked.get(lack) === send) this.#asked.delete(lack);
    } catch (err) {
      if (this.#stopped) return;
      this.#log.warn({ err }, `${lack}: Temporal did not take it and is asked again (TEMPORAL_ADDRESS)`);
      setTimeout(() => {
        if (!this.#stopped && this.#asked.get(lack) === send) void this.#attempt(lack, send);
      }, this.#againMs).unref();
    }
  }
}
