import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  ParentClosePolicy,
  sleep,
  startChild,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { IncidentEvent } from '../../src/incident/event.ts';
import type { CardPlace, IncidentRecord } from '../../src/incident/view.ts';
import { jsonBytes } from '../../src/text/json-size.ts';
import { RECORD_WORKFLOW, recordWorkflowId } from '../record/messages.ts';
import type { Life } from './life.ts';
import type { Carried } from './carried.ts';
import { oldestWithin } from './size.ts';
import { work } from './work.ts';

/** Most events in one write, and most bytes of them: Temporal takes no input above 2 MB. */
const MOST_EVENTS = 50;
const MOST_BYTES = 250_000;
/** How many bytes of events that are not recorded yet a new run is begun with. */
const CARRIED_BYTES = 150_000;
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

  /** Is there more to record than a new run may be begun with, because the store is away? */
  get overfull(): boolean {
    return jsonBytes(this.#life.eventsAfter(this.recorded)) > CARRIED_BYTES;
  }

  /**
   * Leaves the oldest of what is to be recorded to a workflow of its own, which does it when the store is back. Called
   * again until it is no longer overfull.
   */
  async handOver(): Promise<void> {
    const { tenant, id } = this.#life.incident;
    const events = this.#batch();
    const record = this.#record(events);
    try {
      await startChild(RECORD_WORKFLOW, {
        workflowId: recordWorkflowId(tenant, id, String(record.revision)),
        args: [record],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        // A write that was refused for good is mended only by a change of the store.
        retry: { initialInterval: AFTER_REFUSAL },
        staticSummary: `${id}: record what the store could not take`,
      });
    } catch (error) {
      // An incident that was reset to an earlier point counts its revisions anew: a later one is free.
      if (error instanceof WorkflowExecutionAlreadyStartedError) return;
      throw error;
    }
    this.recorded = events.at(-1)?.sequence ?? this.recorded;
  }

  #batch(): IncidentEvent[] {
    return oldestWithin(this.#life.eventsAfter(this.recorded).slice(0, MOST_EVENTS), MOST_BYTES);
  }

  #record(events: readonly IncidentEvent[]): IncidentRecord {
    return { revision: ++this.revision, view: this.#life.view(this.#places()), events };
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
    const events = this.#batch();
    const until = events.at(-1)?.sequence ?? sequence;
    const what = events.map((event) => event.type).join(', ') || 'the problems that stand';
    try {
      await work.record(`${id}: record ${what}`, this.#record(events));
      this.recorded = until;
      if (until === sequence) this.recordedVersion = version;
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('the read model refuses a record; it will be tried again', { error });
      await sleep(AFTER_REFUSAL, { summary: `${id}: before recording again` });
    }
  }
}
