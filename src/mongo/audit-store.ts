import type { Db } from 'mongodb';
import { attemptOf, type AuditEntry } from '../access/audit-entry.ts';
import { insertOnce } from './insert-once.ts';

/** Who tried what. Append-only, but that an attempt that failed may be made good by the same delivery's next one. */
export function createAuditStore(db: Db) {
  const audit = db.collection<AuditEntry & { _id: string }>('audit');
  return {
    async ensureIndexes(): Promise<void> {
      await audit.createIndex({ tenant: 1, at: -1 }, {}, {});
    },
    /**
     * Writes an entry; a delivery that is repeated leaves the first one as it is, unless that one failed. What was refused
     * at first and then was not has an entry for each.
     */
    async write(entry: AuditEntry): Promise<void> {
      const _id = attemptOf(entry);
      if (await insertOnce(audit, { _id, ...entry })) return;
      const { matchedCount } = await audit.replaceOne({ _id, outcome: 'failed' }, entry);
      if (matchedCount > 0 || entry.outcome === 'refused') return;
      if (await audit.findOne({ _id, outcome: 'refused' }))
        await insertOnce(audit, { _id: `${_id}:${entry.outcome}`, ...entry });
    },
    /** @returns the newest entries first. @param before epoch milliseconds. */
    async list(tenant: string, limit: number, before = Infinity): Promise<AuditEntry[]> {
      const filter = { tenant, ...(Number.isFinite(before) && { at: { $lt: before } }) };
      return audit
        .find(filter, { projection: { _id: 0 } })
        .sort({ at: -1 })
        .limit(limit)
        .toArray();
    },
  };
}

export type AuditStore = ReturnType<typeof createAuditStore>;
