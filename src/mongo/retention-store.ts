import { forgetAgainPart } from './inbox-again-store.ts';
import { forgetDelivery } from './inbox-store.ts';
import { forgetOpenAlert } from './open-alert-store.ts';
import type { Collection, Db, Document, Filter } from 'mongodb';
import type { Retained } from '../retention/rules.ts';

/** Something that is old enough to go. */
export interface Expired {
  readonly id: string;
  /** Of which incident it is. */
  readonly incident?: string;
  /** Of which run it is. */
  readonly run?: string;
}

interface Kept extends Document {
  _id: string;
}

interface Place {
  /** One or several, in which ids differ. */
  readonly collection: string | readonly string[];
  readonly filter: (tenant: string, before: number) => Filter<Kept>;
  /** Where a document says of which incident it is. */
  readonly incident?: (document: Kept) => string | undefined;
  /** What within its id, behind the tenant, says of which run it is. */
  readonly run?: RegExp;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Where what expires is. Each look goes through a collection once and ends as soon as enough is found; what has expired is
 * deleted by `_id`, and is the oldest, so that the next look ends sooner. The embedded store finds by `_id` alone, and
 * MongoDB has an index for each: neither needs a place to be remembered from where to go on.
 */
const PLACES: Readonly<Record<Retained, Place>> = {
  deliveries: {
    collection: 'deliveries',
    filter: (tenant, before) => ({ tenant, receivedAt: { $lt: before } }),
  },
  inbox: {
    // What came later of a delivery may be noted when that is gone; a list may be left that nobody reads.
    collection: ['inbox', 'inbox_aftermath', 'inbox_again', 'open_alerts'],
    filter: (tenant, before) => ({ tenant, receivedAt: { $lt: before }, state: { $ne: 'waiting' } }),
  },
  confirmations: { collection: 'confirmations', filter: (_tenant, before) => ({ at: { $lt: before } }) },
  lanes: {
    collection: 'lanes',
    filter: (_tenant, before) => ({
      next: { $lt: before },
      ...Object.fromEntries(
        ['page', 'news', 'quiet'].map((urgency) => [`turns.${urgency}`, { $lt: before }]),
      ),
    }),
  },
  notifications: {
    collection: 'notifications',
    filter: (tenant, before) => ({ tenant, plannedAt: { $lt: before } }),
    incident: (document) => text(document.incident),
  },
  audit: {
    collection: 'audit',
    filter: (tenant, before) => ({ tenant, at: { $lt: before } }),
    incident: (document) => text(document.incident),
  },
  changes: {
    collection: ['change_pages', 'commit_mentions', 'code_pages', 'incident_pages', 'shipped'],
    filter: (tenant, before) => ({ tenant, at: { $lt: before } }),
  },
  runOutput: {
    collection: 'run_output',
    filter: (tenant, before) => ({ tenant, at: { $lt: before } }),
    run: /^[^/]+/,
  },
  runs: {
    collection: 'runs',
    filter: (tenant, before) => ({ tenant, at: { $lt: before }, over: { $ne: false } }),
    incident: (document) => text(document.incident),
  },
  incidents: {
    collection: 'incidents',
    filter: (tenant, before) => ({ tenant, status: 'closed', 'view.incident.closed.at': { $lt: before } }),
    incident: ({ _id }) => _id.slice(_id.indexOf(':') + 1),
  },
  exports: {
    collection: 'exports',
    filter: (tenant, before) => ({ tenant, 'copy.at': { $lt: before } }),
    incident: (document) => text(document.incident),
  },
};

/** Documents that one request of a look brings. */
const BATCH = 200;

/** Finds what has expired, and deletes it one by one. */
export function createRetentionStore(db: Db) {
  const of = (name: Retained): Collection<Kept>[] =>
    [PLACES[name].collection].flat().map((one: string) => db.collection<Kept>(one));
  return {
    async ensureIndexes(): Promise<void> {
      await db.collection('notifications').createIndex({ tenant: 1, plannedAt: 1 }, {}, {});
      await db
        .collection('incidents')
        .createIndex({ tenant: 1, status: 1, 'view.incident.closed.at': 1 }, {}, {});
    },

    /** @param before epoch milliseconds. @returns what is older, as it is found. */
    async *expired(name: Retained, tenant: string, before: number): AsyncGenerator<Expired> {
      const { filter, incident, run } = PLACES[name];
      const projection = { _id: 1, incident: 1 };
      for (const collection of of(name)) {
        const found = collection.find(filter(tenant, before), { projection, batchSize: BATCH });
        for await (const document of found) {
          // Some have no tenant but that in their id.
          if (!document._id.startsWith(`${tenant}:`)) continue;
          const whose = incident?.(document);
          const [of] = run?.exec(document._id.slice(tenant.length + 1)) ?? [];
          yield {
            id: document._id,
            ...(whose !== undefined && { incident: whose }),
            ...(of !== undefined && { run: of }),
          };
        }
      }
    },

    /** Deletes one. A lane that has been used meanwhile stays, and a change that was told again. @param before as it was found. */
    async delete(name: Retained, tenant: string, id: string, before: number): Promise<boolean> {
      if (name === 'inbox')
        return (await forgetDelivery(db, id)) || (await forgetOpenAlert(db, id)) || forgetAgainPart(db, id);
      const isRenewed = name === 'lanes' || name === 'changes';
      const filter = isRenewed ? { ...PLACES[name].filter(tenant, before), _id: id } : { _id: id };
      let deleted = 0;
      for (const collection of of(name)) deleted += (await collection.deleteOne(filter)).deletedCount;
      return deleted > 0;
    },
  };
}

export type RetentionStore = ReturnType<typeof createRetentionStore>;
