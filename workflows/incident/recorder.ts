import { CancellationScope, condition, isCancellation, log, sleep } from '@temporalio/workflow';
import type { CardPlace } from '../../src/incident/view.ts';
import type { Life } from './life.ts';
import type { Carried } from './carried.ts';
import { work } from './work.ts';

/** Most events in one write: Temporal takes no input above 2 MB, and a note may have 3,000 characters. */
const MOST_EVENTS = 50;
/** How long to wait when a write was refused for good, which only a change of the store mends. */
const AFTER_REFUSAL = '1m';

/** Writes what happens to the read model, in order, several events at a time when it has fallen behind. */
export class Recorder {
  recorded: number;
  recordedVersion: number;
  revision: number;
  #running = false;
  readonly #scope = new CancellationScope({ cancellable: true });
  readonly #life: Life;
  readonly #places: () => CardPlace[];

  constructor(
    life: Life,
    places: () => CardPlace[],
    begun: Pick<Carried, 'recorded' | 'recordedVersion' | 'revision'>,
  ) {
    this.#life = life;
    this.#places = places;
    this.recorded = begun.recorded;
    this.recordedVersion = begun.recordedVersion;
    this.revision = begun.revision;
  }

  /** Is there something that the read model lacks? Where the cards stand goes along with the next event. */
  get behind(): boolean {
    return this.recordedVersion < this.#life.version;
  }

  get idle(): boolean {
    return !this.#running;
  }

  /** Begins; goes on until cancelled. */
  start(): void {
    this.#running = true;
    void this.#scope.run(() => this.#run()).finally(() => (this.#running = false));
  }

  cancel(): void {
    this.#scope.cancel();
  }

  async #run(): Promise<void> {
    try {
      for (;;) {
        await condition(() => this.behind);
        await this.#write();
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }

  async #write(): Promise<void> {
    const { id, sequence } = this.#life.incident;
    const { version } = this.#life;
    const events = this.#life.eventsAfter(this.recorded).slice(0, MOST_EVENTS);
    const until = events.at(-1)?.sequence ?? sequence;
    const what = events.map((event) => event.type).join(', ') || 'the problems that stand';
    try {
      await work.record(`${id}: record ${what}`, {
        revision: ++this.revision,
        view: this.#life.view(this.#places()),
        events,
      });
      this.recorded = until;
      if (until === sequence) this.recordedVersion = version;
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('the read model refuses a record; it will be tried again', { error });
      await sleep(AFTER_REFUSAL, { summary: `${id}: before recording again` });
    }
  }
}
