import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { CardPlace } from '../../src/incident/view.ts';
import type { Life } from './life.ts';
import { work } from './work.ts';

/** Writes what happens to the read model, in order, several events at a time when it has fallen behind. */
export class Recorder {
  recorded: number;
  revision: number;
  #view = '';
  #running = false;
  readonly #scope = new CancellationScope({ cancellable: true });
  readonly #life: Life;
  readonly #places: () => CardPlace[];

  constructor(life: Life, places: () => CardPlace[], begun: { recorded: number; revision: number }) {
    this.#life = life;
    this.#places = places;
    this.recorded = begun.recorded;
    this.revision = begun.revision;
  }

  get behind(): boolean {
    return this.recorded < this.#life.incident.sequence || this.#fingerprint() !== this.#view;
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
        const events = this.#life.eventsAfter(this.recorded);
        const fingerprint = this.#fingerprint();
        const { id, sequence } = this.#life.incident;
        const what = events.map((event) => event.type).join(', ') || 'card addresses';
        await work.record(`${id}: record ${what}`, {
          revision: ++this.revision,
          view: this.#life.view(this.#places()),
          events,
        });
        this.recorded = sequence;
        this.#view = fingerprint;
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }

  /** What of the view changes without an event. */
  #fingerprint(): string {
    return JSON.stringify([this.#places(), this.#life.problems]);
  }
}
