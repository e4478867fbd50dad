import type { Db } from 'mongodb';
import { incidentId, type IncidentId } from '../incident/id.ts';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

/**
 * Allocates incident ids: short, rising, and the same for the same delivery. A number belongs to whoever inserts it,
 * which is atomic on every store; the counter only remembers about how far the numbers go.
 */
export function createDeclarationStore(db: Db) {
  const counters = db.collection<{ _id: string; value: number }>('counters');
  const numbers = db.collection<{ _id: string; deliveryId?: string }>('numbers');
  const declarations = db.collection<{ _id: string; number: number }>('declarations');
  const turns = createTurns();
  /** The highest number that this process knows of, by tenant. */
  const reached = new Map<string, number>();

  const counterOf = (tenant: string): string => `${tenant}:incident`;

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
    /** @returns the id for this delivery: a new one at first, the same ever after. Numbers may have gaps. */
    async allocate(tenant: string, deliveryId: string): Promise<IncidentId> {
      const _id = `${tenant}:${deliveryId}`;
      const known = await declarations.findOne({ _id });
      if (known) return incidentId(known.number);
      const number = await claim(tenant, deliveryId);
      // Of two that allocate for one delivery at once the first wins; the other's number stays unused.
      if (await insertOnce(declarations, { _id, number })) return incidentId(number);
      const winner = await declarations.findOne({ _id });
      return incidentId(winner?.number ?? number);
    },

    /** Gives a delivery another number, when its first belongs to an incident of another store's time. */
    async allocateAnew(tenant: string, deliveryId: string): Promise<IncidentId> {
      const _id = `${tenant}:${deliveryId}`;
      const number = await claim(tenant, deliveryId);
      await turns(_id, () => declarations.updateOne({ _id }, { $set: { number } }, { upsert: true }));
      return incidentId(number);
    },

    /** Notes which number a delivery got, unless one is noted. */
    async remember(tenant: string, deliveryId: string, number: number): Promise<void> {
      await insertOnce(declarations, { _id: `${tenant}:${deliveryId}`, number });
    },

    /** Keeps this number and those below it from being given away: after a rebuild from the workflows. */
    async reserveUntil(tenant: string, number: number): Promise<void> {
      await insertOnce(numbers, { _id: `${tenant}:${number}` });
      await raise(tenant, number);
    },
  };
}

export type DeclarationStore = ReturnType<typeof createDeclarationStore>;
