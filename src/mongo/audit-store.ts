import type { Db, Filter } from 'mongodb';
import { attemptOf, type AuditEntry } from '../access/audit-entry.ts';
import { escaped } from './escaped.ts';
import { insertOnce } from './insert-once.ts';

/** What entries are looked for by. */
export interface AuditFilter {
  /** Found in any of an entry's texts. */
  readonly text?: string;
  /** Part of a person's id or name. */
  readonly person?: string;
  readonly action?: string;
  readonly incident?: string;
  readonly outcome?: AuditEntry['outcome'];
}

/** So many entries of one millisecond are kept together on a page. */
const AT_ONE_INSTANT = 100;

const SEARCHED = ['person', 'name', 'via', 'action', 'incident', 'about', 'reason'] as const;

/** Who tried what. Append-only, but that an attempt that failed may be made good by the same delivery's next one. */
export function createAuditStore(db: Db) {
  const audit = db.collection<AuditEntry & { _id: string }>('audit');

  async function newest(filter: Filter<AuditEntry & { _id: string }>, limit: number): Promise<AuditEntry[]> {
    const found = await audit
      .find(filter, { projection: { _id: 0 } })
      .sort({ at: -1 })
      .limit(limit + AT_ONE_INSTANT)
      .toArray();
    const last = found[limit - 1]?.at;
    return found.filter(({ at }, index) => index < limit || at === last);
  }

  return {
    async ensureIndexes(): Promise<void> {
      await audit.createIndex({ tenant: 1, at: -1 }, {}, {});
      await audit.createIndex({ tenant: 1, incident: 1, at: 1 }, {}, {});
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
    /** @returns everything tried of an incident, oldest first. */
    async ofIncident(tenant: string, incident: string): Promise<AuditEntry[]> {
      return audit
        .find({ tenant, incident }, { projection: { _id: 0 } })
        .sort({ at: 1 })
        .toArray();
    },
    /**
     * Looks for entries in which everything stands that is given; texts are found anywhere, whatever their case.
     * @param before epoch milliseconds.
     * @returns the newest entries first; more than `limit` where several are of the instant of the last one, from which the
     * next page goes on.
     */
    async search(
      tenant: string,
      { text, person, action, incident, outcome }: AuditFilter,
      limit: number,
      before?: number,
    ): Promise<AuditEntry[]> {
      const anywhere = (given: string) => ({ $regex: escaped(given), $options: 'i' });
      const inAny = (given: string, names: readonly (keyof AuditEntry)[]) => ({
        $or: names.map((name) => ({ [name]: anywhere(given) })),
      });
      const all = [
        ...(text === undefined ? [] : [inAny(text, SEARCHED)]),
        ...(person === undefined ? [] : [inAny(person, ['person', 'name'])]),
        ...(action === undefined ? [] : [inAny(action, ['action'])]),
      ];
      const filter = {
        tenant,
        ...(incident !== undefined && { incident }),
        ...(outcome !== undefined && { outcome }),
        ...(before !== undefined && { at: { $lt: before } }),
        ...(all.length > 0 && { $and: all }),
      };
      return newest(filter, limit);
    },
    /** @returns the newest entries first, as of {@link search}. @param before epoch milliseconds. */
    async list(tenant: string, limit: number, before = Infinity): Promise<AuditEntry[]> {
      const filter = { tenant, ...(Number.isFinite(before) && { at: { $lt: before } }) };
      return newest(filter, limit);
    },
  };
}

export type AuditStore = ReturnType<typeof createAuditStore>;
