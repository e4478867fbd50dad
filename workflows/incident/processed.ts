import type { CommandReply } from '../../src/incident/reply.ts';
import type { Refusal } from '../../src/incident/refusal.ts';
import { newestWithin } from './size.ts';

/** How many deliveries are remembered: far more than arrive within the hours in which platforms send again. */
const REMEMBERED = 200;
/** How many bytes of them a new run is begun with; Temporal takes no input above 2 MB. */
const CARRIED_BYTES = 250_000;

/** Outcomes by delivery id, so that a repeated delivery has one effect and gets the same answer. */
export class Processed {
  readonly #outcomes: Map<string, CommandReply | Refusal>;

  constructor(carried: readonly (readonly [string, CommandReply | Refusal])[]) {
    this.#outcomes = new Map(carried);
  }

  outcome(deliveryId: string | undefined): CommandReply | Refusal | undefined {
    return deliveryId === undefined ? undefined : this.#outcomes.get(deliveryId);
  }

  remember(deliveryId: string | undefined, outcome: CommandReply | Refusal): void {
    if (deliveryId === undefined) return;
    this.#outcomes.set(deliveryId, outcome);
    const oldest = this.#outcomes.keys().next();
    if (this.#outcomes.size > REMEMBERED && !oldest.done) this.#outcomes.delete(oldest.value);
  }

  /** @returns the newest of them, oldest first, as many as a new run may be begun with. */
  entries(): (readonly [string, CommandReply | Refusal])[] {
    return newestWithin([...this.#outcomes], CARRIED_BYTES);
  }
}
