import type { Db } from 'mongodb';

/** One attempt to do something, allowed or not. */
export interface AuditEntry {
  readonly tenant: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly person: string;
  readonly name: string;
  /** `main-slack`, `api`, … */
  readonly via: string;
  readonly action: string;
  readonly incident?: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Why it was refused or failed. */
  readonly reason?: string;
  readonly deliveryId: string;
}

/** Who tried what. Append-only; a repeated delivery writes the same entry. */
export function createAuditStore(db: Db) {
  const audit = db.collection<AuditEntry & { _id: string }>('audit');
  return {
    async ensureIndexes(): Promise<void> {
      await audit.createIndex({ tenant: 1, at: -1 }, {}, {});
    },
    async write(entry: AuditEntry): Promise<void> {
      const _id = `${entry.tenant}:${entry.via}:${entry.deliveryId}`;
      await audit.updateOne({ _id }, { $setOnInsert: entry }, { upsert: true });
    },
    /** @returns the newest entries first. @param before epoch milliseconds. */
    async list(tenant: string, limit: number, before = Infinity): Promise<AuditEntry[]> {
      const filter = { tenant, ...(Number.isFinite(before) && { at: { $lt: before } }) };
      const found = await audit
        .find(filter, { projection: { _id: 0 } })
        .sort({ at: -1 })
        .limit(limit)
        .toArray();
      return found;
    },
  };
}

export type AuditStore = ReturnType<typeof createAuditStore>;
