import type { Db } from 'mongodb';
import { incidentId, type IncidentId } from '../incident/id.ts';
import { createNumbering } from './numbering.ts';

/** Which incident a delivery declared: ids are short, rising, and the same for the same delivery. */
export function createDeclarationStore(db: Db) {
  const numbering = createNumbering(db, {
    counter: 'incident',
    numbers: 'numbers',
    deliveries: 'declarations',
  });
  return {
    ...numbering,

    /** @returns the id for this delivery: a new one at first, the same ever after. Numbers may have gaps. */
    async allocate(tenant: string, deliveryId: string): Promise<IncidentId> {
      return incidentId(await numbering.allocate(tenant, deliveryId));
    },

    /** Gives a delivery another number, when its first belongs to an incident of another store's time. */
    async allocateAnew(tenant: string, deliveryId: string): Promise<IncidentId> {
      return incidentId(await numbering.allocateAnew(tenant, deliveryId));
    },
  };
}

export type DeclarationStore = ReturnType<typeof createDeclarationStore>;
