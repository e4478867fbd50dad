import type { Logger } from 'pino';
import type { BatchRef, IntegrationRef, PackedBatch } from '../inbox/batch.ts';
import { inTime } from './in-time.ts';
import type { Journal, Journals } from './journal.ts';

/** How many batches are brought from the journal to the store at once. */
const AT_ONCE = 8;
/** How long the store may take for one of them, in milliseconds. */
const STORE_MS = 8_000;
/** When a store that was away is tried again, in milliseconds. */
const AGAIN_MS = 1_000;

export interface DrainingDependencies {
  readonly store: { putAgain(batch: PackedBatch, now: number): Promise<void> };
  readonly journals: Journals | undefined;
  readonly wake: (ref: IntegrationRef) => void;
  /** Told of each batch that is in the store now. */
  readonly stored: (batch: BatchRef) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn' | 'info'>;
}

/** Brings what is in journals to the store, once that is there. */
export class Draining {
  readonly #deps: DrainingDependencies;
  #running: Promise<void> | undefined;
  #isHealthy = false;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(deps: DrainingDependencies) {
    this.#deps = deps;
  }

  /** How many batches are left in journals. */
  get left(): number {
    const { journals } = this.#deps;
    return journals ? [journals.own, ...journals.left].reduce((sum, { count }) => sum + count, 0) : 0;
  }

  /** Did the store take the last one? */
  get isHealthy(): boolean {
    return this.#isHealthy;
  }

  /** Begins, unless it is under way or there is nothing to do. */
  begin(): void {
    if (this.#running || this.#stopped || this.left === 0) return;
    this.#running = this.#all().finally(() => {
      this.#running = undefined;
      // What came between the last look and now.
      this.begin();
    });
  }

  /** @returns when it is no longer under way. */
  async ended(): Promise<void> {
    await this.#running;
  }

  /** Begins no more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#running;
  }

  async #all(): Promise<void> {
    const { journals, log } = this.#deps;
    if (!journals) return;
    let silent = false;
    while (!this.#stopped) {
      const journal = [...journals.left, journals.own].find(({ count }) => count > 0);
      if (!journal) {
        if (silent) log.info('the store takes again what comes in; the journal is empty');
        return;
      }
      try {
        await this.#some(journal);
        this.#isHealthy = true;
      } catch (err) {
        this.#isHealthy = false;
        if (!silent) log.warn({ err }, 'the store does not take what is in the journal yet (MONGODB_URI)');
        silent = true;
        await this.#pause();
      }
    }
  }

  async #some(journal: Journal): Promise<void> {
    const { store, now, wake, stored } = this.#deps;
    for (const batch of journal.first(AT_ONCE)) {
      await inTime(() => store.putAgain(batch, now()), STORE_MS);
      await journal.remove([batch]);
      stored(batch);
      wake(batch);
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, AGAIN_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
