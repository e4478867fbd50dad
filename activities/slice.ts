import { DELIVERY_STATES, type DeliveryState, type LoggedDelivery } from '../src/inbox/kept.ts';
import { lineOf } from '../src/inbox/line.ts';
import type { InboxHead } from '../src/mongo/inbox-head.ts';
import type { HeadStep, StoredDelivery } from '../src/mongo/inbox-store.ts';

/** Why a delivery waits, and with it all after it. */
export interface Trouble {
  readonly reason: string;
  readonly tries: number;
  readonly cause: unknown;
}

/** What a part of a lane has come to so far: it is written at its end, in one step of the head. */
export class Slice {
  /** Deliveries that were not there before, and such that were, by their keys. */
  readonly fresh = new Map<string, StoredDelivery>();
  readonly changed = new Map<string, StoredDelivery>();
  readonly lines: LoggedDelivery[] = [];
  readonly repositories = new Map<string, number>();
  readonly #head: InboxHead;
  readonly #counts: Partial<Record<DeliveryState, number>>;
  #total: number;
  /** How many deliveries are done with. */
  done = 0;
  lastReceivedAt: number | undefined;
  lastRefusedAt: number | undefined;
  trouble: Trouble | undefined;

  constructor(head: InboxHead) {
    this.#head = head;
    this.#counts = { ...head.counts };
    this.#total = head.total ?? 0;
  }

  /** How many lines the log has with it. */
  get total(): number {
    return this.#total;
  }

  /** @returns a delivery as it stands in this slice; undefined when it is not in it. */
  find(key: string): StoredDelivery | undefined {
    return this.changed.get(key) ?? this.fresh.get(key);
  }

  /** Notes how a delivery stands. @param before how it stood; undefined when it was not there. */
  note(delivery: StoredDelivery, before: StoredDelivery | undefined): void {
    const { state } = delivery;
    const isNew = delivery.number > (this.#head.total ?? 0);
    // One that waited has been counted as such; in the place of one that failed stands now what its sender sent again.
    if (before && (!isNew || before.captured !== delivery.captured)) count(this.#counts, before.state, -1);
    count(this.#counts, state, 1);
    if (isNew) this.#total = Math.max(this.#total, delivery.number);
    this.lines.push(lineOf(delivery));
    if (before) this.changed.set(delivery.key, delivery);
    else this.fresh.set(delivery.key, delivery);
  }

  /** Notes a delivery that an attempt before this one had written, and not noted. */
  noteWritten(delivery: StoredDelivery): void {
    // Of what is noted only one that waited is met again.
    if (delivery.number <= (this.#head.total ?? 0)) count(this.#counts, 'waiting', -1);
    this.note(delivery, undefined);
    this.fresh.delete(delivery.key);
  }

  /** Notes that a delivery came again. */
  noteAgain(
    there: StoredDelivery,
    { receivedAt, bodyBytes }: Pick<StoredDelivery, 'receivedAt' | 'bodyBytes'>,
  ): void {
    const number = this.#total + 1;
    this.#total = number;
    this.changed.set(there.key, { ...there, again: againAt(there, receivedAt) });
    count(this.#counts, 'duplicate', 1);
    const text = `it had come before, as number ${there.number}`;
    this.lines.push({
      number,
      key: there.key,
      receivedAt,
      state: 'duplicate',
      text,
      incidents: [],
      bodyBytes,
    });
  }

  /** @returns what it changes at the head of the inbox besides how far the lane is worked off. */
  step(): Omit<HeadStep, 'lane' | 'to' | 'done'> {
    return {
      total: this.#total,
      counts: this.#counts,
      repositories: this.repositories,
      ...(this.lastReceivedAt !== undefined && { lastReceivedAt: this.lastReceivedAt }),
      ...(this.lastRefusedAt !== undefined && { lastRefusedAt: this.lastRefusedAt }),
    };
  }
}

/** Counts deliveries of a state; never below none. */
export function count(
  counts: Partial<Record<DeliveryState, number>>,
  state: DeliveryState,
  by: number,
): void {
  counts[state] = Math.max(0, (counts[state] ?? 0) + by);
}

/** @returns how many came to which state: `12 processed, 1 duplicate`. */
export function textOf(came: ReadonlyMap<DeliveryState, number>): string {
  const parts = DELIVERY_STATES.flatMap((state) => {
    const times = came.get(state);
    return times === undefined ? [] : [`${times} ${state}`];
  });
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function againAt({ again }: StoredDelivery, lastAt: number): { times: number; lastAt: number } {
  // The same request may be met twice, after an attempt that was not noted.
  return again?.lastAt === lastAt ? again : { times: (again?.times ?? 0) + 1, lastAt };
}
