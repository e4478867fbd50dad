import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxStore } from '../chat/sandbox/store.ts';

export type Woken = 'changed' | 'quiet' | 'closed';

interface Waiting {
  readonly after: number;
  readonly wake: (how: Woken) => void;
}

/** Watches a sandbox for changes: one look at the store at a time, however many pages wait, and none when nobody does. */
export class Tail {
  readonly #store: Pick<SandboxStore, 'head'>;
  readonly #pollMs: number;
  readonly #onFailure: (error: unknown) => void;
  readonly #waiting = new Set<Waiting>();
  #polling = false;

  constructor(store: Pick<SandboxStore, 'head'>, pollMs: number, onFailure: (error: unknown) => void) {
    this.#store = store;
    this.#pollMs = pollMs;
    this.#onFailure = onFailure;
  }

  /**
   * Waits until the log has moved away from a position.
   * @param ms how long at most, in milliseconds.
   * @param signal ends the waiting.
   */
  async wait(after: number, ms: number, signal: AbortSignal): Promise<Woken> {
    if (signal.aborted) return 'closed';
    const over = new AbortController();
    const timeout = delay(ms, 'quiet' as const, { signal: AbortSignal.any([signal, over.signal]) }).catch(
      () => 'closed' as const,
    );
    let entry: Waiting | undefined;
    const changed = new Promise<Woken>((wake) => {
      entry = { after, wake };
      this.#waiting.add(entry);
    });
    void this.#poll();
    try {
      return await Promise.race([changed, timeout]);
    } finally {
      if (entry) this.#waiting.delete(entry);
      over.abort();
    }
  }

  async #poll(): Promise<void> {
    if (this.#polling) return;
    this.#polling = true;
    let failing = false;
    while (this.#waiting.size > 0) {
      try {
        const head = await this.#store.head();
        failing = false;
        for (const { after, wake } of this.#waiting) if (after !== head) wake('changed');
      } catch (error) {
        if (!failing) this.#onFailure(error);
        failing = true;
      }
      await delay(this.#pollMs);
    }
    this.#polling = false;
  }
}
