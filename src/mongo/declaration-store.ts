import type { Db } from 'mongodb';
import { incidentId, type IncidentId } from '../incident/id.ts';

/** Allocates incident ids: short, rising, and the same for the same delivery. */
export function createDeclarationStore(db: Db) {
  const counters = db.collection<{ _id: string; value: number }>('counters');
  const declarations = db.collection<{ _id: string; number: number }>('declarations');

  async function next(tenant: string): Promise<number> {
    const counter = await counters.findOneAndUpdate(
      { _id: `${tenant}:incident` },
      { $inc: { value: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    if (!counter) throw new Error('the store returned no counter');
    return counter.value;
  }

  return {
    /** @returns the id for this delivery: a new one at first, the same ever after. Numbers may have gaps. */
    async allocate(tenant: string, deliveryId: string): Promise<IncidentId> {
      const _id = `${tenant}:${deliveryId}`;
      const known = await declarations.findOne({ _id });
      if (known) return incidentId(known.number);
      const number = await next(tenant);
      // Of two that allocate for one delivery at once the first wins; the other's number stays unused.
      await declarations.updateOne({ _id }, { $setOnInsert: { number } }, { upsert: true });
      const winner = await declarations.findOne({ _id });
      return incidentId(winner?.number ?? number);
    },

    /** Gives a delivery another number, when its first belongs to an incident of another store's time. */
    async allocateAnew(tenant: string, deliveryId: string): Promise<IncidentId> {
      const number = await next(tenant);
      await declarations.updateOne(
        { _id: `${tenant}:${deliveryId}` },
        { $set: { number } },
        { upsert: true },
      );
      return incidentId(number);
    },

    /** Notes which number a delivery got, unless one is noted. */
    async remember(tenant: string, deliveryId: string, number: number): Promise<void> {
      await declarations.updateOne(
        { _id: `${tenant}:${deliveryId}` },
        { $setOnInsert: { number } },
        { upsert: true },
      );
    },

    /** Makes the next number at least this one plus one: after a rebuild from the workflows. */
    async reserveUntil(tenant: string, number: number): Promise<void> {
      await counters.updateOne({ _id: `${tenant}:incident` }, { $max: { value: number } }, { upsert: true });
    },
  };
}

export type DeclarationStore = ReturnType<typeof createDeclarationStore>;
