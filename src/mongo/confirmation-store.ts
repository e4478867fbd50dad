import type { Db } from 'mongodb';
import type { Confirmation } from '../command/confirmation.ts';
import { insertOnce } from './insert-once.ts';

type ConfirmationDocument = Confirmation & {
  /** `<tenant>:<instance>:<token>` */
  _id: string;
};

/** Questions that wait for a yes. */
export function createConfirmationStore(db: Db) {
  const confirmations = db.collection<ConfirmationDocument>('confirmations');
  const idOf = (tenant: string, instance: string, token: string): string => `${tenant}:${instance}:${token}`;
  return {
    /** Remembers a question; asked again by the same delivery it stays as it was first. */
    async ask(tenant: string, instance: string, token: string, confirmation: Confirmation): Promise<void> {
      await insertOnce(confirmations, { _id: idOf(tenant, instance, token), ...confirmation });
    },

    async find(tenant: string, instance: string, token: string): Promise<Confirmation | undefined> {
      const found = await confirmations.findOne({ _id: idOf(tenant, instance, token) });
      if (!found) return undefined;
      const { _id, ...confirmation } = found;
      return confirmation;
    },
  };
}

export type ConfirmationStore = ReturnType<typeof createConfirmationStore>;
