import type { Db } from 'mongodb';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

/** Where numbers of one kind are kept. */
export interface NumberingNames {
  /** Of the counter, within the tenant. */
  readonly counter: string;
  /** Of the collection of numbers that are taken. */
  readonly numbers: string;
  /** Of the collection of deliveries that have one. */
  readonly deliveries: string;
}

/**
 * Allocates numbers that people say: short, rising, and the same for the same delivery. A number belongs to whoever
 * inserts it, which is atomic on every store; the counter only remembers about how far the numbers go.
 */
export function createNumbering(db: Db, names: NumberingNames) {
  const counters = db.collection<{ _id: string; value: number }>('counters');
  const numbers = db.collection<{ _id: string; deliveryId?: string }>(names.numbers);
  const deliveries = db.collection<{ _id: string; number: number }>(names.deliveries);
  const turns = createTurns();
  /** The highest number that this process knows of, by tenant. */
  const reached = new Map<string, number>();

  const counterOf = (tenant: string): string => `${tenant}:${names.counter}`;

  /** @returns the first number after those that are known of, kept from others of this process. */
  function after(tenant: string, known: number): number {
    const number = Math.max(reached.get(tenant) ?? 0, known) + 1;
    reached.set(tenant, number);
    return number;
  }

  async function raise(tenant: string, value: number): Promise<void> {
    const _id = counterOf(tenant);
    await turns(_id, () => counters.updateOne({ _id }, { $max: { value } }, { upsert: true }));
  }

  async function claim(tenant: string, deliveryId: string): Promise<number> {
    const counter = await counters.findOne({ _id: counterOf(tenant) });
    let number = after(tenant, counter?.value ?? 0);
    while (!(await insertOnce(numbers, { _id: `${tenant}:${number}`, deliveryId })))
      number = after(tenant, number);
    await raise(tenant, number);
    return number;
  }

  return {
    /** @returns the number for this delivery: a new one at first, the same ever after. Numbers may have gaps. */
    async allocate(tenant: string, deliveryId: string): Promise<number> {
      const _id = `${tenant}:${deliveryId}`;
      const known = await deliveries.findOne({ _id });
      if (known) return known.number;
      const number = await claim(tenant, deliveryId);
      // Of two that allocate for one delivery at once the first wins; the other's number stays unused.
      if (await insertOnce(deliveries, { _id, number })) return number;
      const winner = await deliveries.findOne({ _id });
      return winner?.number ?? number;
    },

    /** Gives a delivery another number, when its first belongs to something of another store's time. */
    async allocateAnew(tenant: string, deliveryId: string): Promise<number> {
      const _id = `${tenant}:${deliveryId}`;
      const number = await claim(tenant, deliveryId);
      await turns(_id, () => deliveries.updateOne({ _id }, { $set: { number } }, { upsert: true }));
      return number;
    },

    /** Notes which number a delivery got, unless one is noted. */
    async remember(tenant: string, deliveryId: string, number: number): Promise<void> {
      await insertOnce(deliveries, { _id: `${tenant}:${deliveryId}`, number });
    },

    /** @returns about how far the numbers go: none is higher but those that are being given away. */
    async last(tenant: string): Promise<number> {
      return (await counters.findOne({ _id: counterOf(tenant) }))?.value ?? 0;
    },

    /** Keeps this number and those below it from being given away: after a rebuild from the workflows. */
    async reserveUntil(tenant: string, number: number): Promise<void> {
      await insertOnce(numbers, { _id: `${tenant}:${number}` });
      await raise(tenant, number);
    },
  };
}

export type Numbering = ReturnType<typeof createNumbering>;
