import { ApplicationFailure, CancellationScope, isCancellation, log } from '@temporalio/workflow';
import { replyMessage } from '../../src/chat/reply.ts';
import type { Turn } from '../../src/chat/lane.ts';
import { note } from '../../src/chat/message.ts';
import { incidentKey } from '../../src/incident/id.ts';
import type { Refusal } from '../../src/incident/refusal.ts';
import { room } from '../paced.ts';
import type { Confirmation } from './carried.ts';
import { REFUSED, type IncidentInput } from './messages.ts';
import { newestWithin } from './size.ts';
import { work } from './work.ts';

/** How many bytes of confirmations a new run is begun with; Temporal takes no input above 2 MB. */
const CARRIED_BYTES = 50_000;

/** What an Update is rejected with; the caller finds the Refusal in its details. */
export function commandRefused(refusal: Refusal): ApplicationFailure {
  return ApplicationFailure.create({
    message: refusal.message,
    type: REFUSED,
    nonRetryable: true,
    details: [refusal],
  });
}

/** Tells the senders of signals what became of them; a failure to tell changes nothing for the incident. */
export class Confirmations {
  readonly #pending = new Set<Confirmation>();
  readonly #scope = new CancellationScope({ cancellable: true });
  readonly #input: IncidentInput;
  #running = 0;

  constructor(input: IncidentInput) {
    this.#input = input;
  }

  tell(confirmation: Confirmation): void {
    this.#pending.add(confirmation);
    this.#running++;
    void this.#scope.run(() => this.#deliver(confirmation)).finally(() => this.#running--);
  }

  /** @returns the newest that have still to be told, as many as a new run may be begun with. */
  pending(): Confirmation[] {
    return newestWithin([...this.#pending], CARRIED_BYTES);
  }

  cancel(): void {
    this.#scope.cancel();
  }

  get idle(): boolean {
    return this.#running === 0;
  }

  async #deliver(confirmation: Confirmation): Promise<void> {
    const { about, to, outcome } = confirmation;
    const { tenant, id } = this.#input;
    const { instance, channel, user } = to;
    const summary = `${id}: confirm to the sender`;
    const delivery = {
      key: `${incidentKey(tenant, id)}:confirm:${about}`,
      tenant,
      incident: id,
      instance,
      ...(channel === undefined ? { to: { user } } : { to: { channel }, privatelyTo: user }),
      message: 'code' in outcome ? note([outcome.message], outcome.message) : replyMessage(outcome),
    };
    try {
      for (let turn: Turn | undefined; ;) {
        try {
          await work.deliver(summary, turn ? { ...delivery, turn } : delivery);
          break;
        } catch (error) {
          turn = await room(error, delivery, { summary });
        }
      }
    } catch (error) {
      if (isCancellation(error)) return;
      log.warn('a confirmation could not be delivered', { instance, error });
    }
    this.#pending.delete(confirmation);
  }
}
