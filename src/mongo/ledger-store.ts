import type { Db } from 'mongodb';
import type { Ledger, LedgerEntry, LedgerPlan } from '../chat/ledger.ts';
import type { MessageRef } from '../chat/message.ts';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

type LedgerDocument = Omit<LedgerEntry, 'key'> & { _id: string };

/** The notification ledger: one document for each send. */
export function createLedgerStore(db: Db) {
  const notifications = db.collection<LedgerDocument>('notifications');
  const turns = createTurns();

  async function settle(key: string, set: Partial<LedgerDocument>): Promise<void> {
    await turns(key, () => notifications.updateOne({ _id: key }, { $set: set }));
  }

  const ledger: Ledger = {
    async plan({ key, ...plan }: LedgerPlan, now) {
      const first: LedgerDocument = { _id: key, ...plan, status: 'planned', plannedAt: now, attempts: 1 };
      if (await insertOnce(notifications, first)) return undefined;
      const before = await turns(key, () =>
        notifications.findOneAndUpdate({ _id: key }, { $inc: { attempts: 1 } }, { returnDocument: 'before' }),
      );
      if (!before) return undefined;
      // An attempt after a failure is open again: should it die, its outcome is unknown.
      if (before.status === 'failed') await settle(key, { status: 'planned', plannedAt: now });
      const { _id, ...entry } = before;
      return { key: _id, ...entry };
    },
    sent: (key, ref: MessageRef | undefined, now) =>
      settle(key, { status: 'sent', settledAt: now, ...(ref && { ref }) }),
    failed: (key, code, reason, now) => settle(key, { status: 'failed', code, reason, settledAt: now }),
    uncertain: (key, reason, now) => settle(key, { status: 'uncertain', reason, settledAt: now }),
  };

  return {
    ...ledger,
    async ensureIndexes(): Promise<void> {
      await notifications.createIndex({ tenant: 1, incident: 1, plannedAt: 1 }, {}, {});
    },
    /** @returns everything sent for an incident, oldest first. */
    async ofIncident(tenant: string, incident: string): Promise<LedgerEntry[]> {
      const found = await notifications.find({ tenant, incident }).sort({ plannedAt: 1 }).toArray();
      return found.map(({ _id, ...entry }) => ({ key: _id, ...entry }));
    },
  };
}

export type LedgerStore = ReturnType<typeof createLedgerStore>;
