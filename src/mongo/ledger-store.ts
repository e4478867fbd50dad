import { createHash } from 'node:crypto';
import type { AnyBulkWriteOperation, Db } from 'mongodb';
import type { Ledger, LedgerEntry, LedgerPlan } from '../chat/ledger.ts';
import type { MessageRef } from '../chat/message.ts';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

/** How many sends are looked up at once. */
const AT_ONCE = 20;

/** Among how many documents the keys of an incident's sends are divided, so that none grows out of hand. */
const PARTS = 8;
/** Of how many sends, those tried last, a change of the outcome is noticed: the others have come to rest. */
const WATCHED = 40;

/** The keys of an incident's sends: the embedded store finds by `_id` alone, and would read the whole ledger for them. */
interface KeysDocument {
  /** `<tenant>:<incident>/<part>` */
  _id: string;
  /** By a hash of the key, which may hold what no field's name can. `at`: when it was tried last, epoch milliseconds. */
  keys: Record<string, { readonly key: string; readonly at: number }>;
}

const partsOf = (tenant: string, incident: string): string[] =>
  Array.from({ length: PARTS }, (_, part) => `${tenant}:${incident}/${part}`);

/** Says that the keys of every send are noted; no tenant is called so. */
const COMPLETE = '/complete';
/** How many keys are noted at once of those that a version before left out. */
const CHUNK = 500;

type LedgerDocument = Omit<LedgerEntry, 'key'> & { _id: string };

/** The notification ledger: one document for each send. */
export function createLedgerStore(db: Db) {
  const notifications = db.collection<LedgerDocument>('notifications');
  const keysOfIncidents = db.collection<KeysDocument>('notification_keys');
  const turns = createTurns();

  /** @returns where a send is noted with its incident. */
  function placeOf(tenant: string, incident: string, key: string): { _id: string; field: string } {
    const hash = createHash('sha256').update(key).digest();
    const _id = partsOf(tenant, incident)[hash.readUInt8(0) % PARTS] ?? '';
    return { _id, field: `keys.${hash.toString('hex').slice(0, 24)}` };
  }

  /** Notes a send with its incident. */
  async function listed({ key, tenant, incident }: LedgerPlan, at: number): Promise<void> {
    if (incident === undefined) return;
    const { _id, field } = placeOf(tenant, incident, key);
    await turns(_id, () =>
      keysOfIncidents.updateOne({ _id }, { $set: { [field]: { key, at } } }, { upsert: true }),
    );
  }

  async function keysOf(tenant: string, incident: string): Promise<string[]> {
    const parts = await Promise.all(partsOf(tenant, incident).map((_id) => keysOfIncidents.findOne({ _id })));
    return parts
      .flatMap((part) => Object.values(part?.keys ?? {}))
      .sort((a, b) => a.at - b.at)
      .map(({ key }) => key);
  }

  async function settle(key: string, set: Partial<LedgerDocument>): Promise<void> {
    await turns(key, () => notifications.updateOne({ _id: key }, { $set: set }));
  }

  const ledger: Ledger = {
    async plan(planned: LedgerPlan, now) {
      const { key, ...plan } = planned;
      const first: LedgerDocument = { _id: key, ...plan, status: 'planned', plannedAt: now, attempts: 1 };
      const [inserted] = await Promise.all([insertOnce(notifications, first), listed(planned, now)]);
      if (inserted) return undefined;
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

  /** @param keys by which the sends are found one by one, at once on every store. @returns those that are there, oldest first. */
  async function sends(keys: readonly string[]): Promise<LedgerEntry[]> {
    const found: LedgerEntry[] = [];
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      const some = keys.slice(from, from + AT_ONCE);
      const documents = await Promise.all(some.map((_id) => notifications.findOne({ _id })));
      for (const document of documents) {
        if (!document) continue;
        const { _id, ...entry } = document;
        found.push({ key: _id, ...entry });
      }
    }
    return found.sort((a, b) => a.plannedAt - b.plannedAt);
  }

  return {
    ...ledger,
    sends,

    /** Notes, once for each store, the sends of a version that noted none with their incidents. */
    async ensureKeys(): Promise<void> {
      if (await keysOfIncidents.findOne({ _id: COMPLETE })) return;
      let chunk: AnyBulkWriteOperation<KeysDocument>[] = [];
      const write = async (): Promise<void> => {
        const some = chunk;
        chunk = [];
        if (some.length > 0) await turns(COMPLETE, () => keysOfIncidents.bulkWrite(some));
      };
      const projection = { tenant: 1, incident: 1, plannedAt: 1 };
      for await (const { _id: key, tenant, incident, plannedAt: at } of notifications.find(
        {},
        { projection },
      )) {
        if (incident === undefined) continue;
        const { _id, field } = placeOf(tenant, incident, key);
        chunk.push({
          updateOne: { filter: { _id }, update: { $set: { [field]: { key, at } } }, upsert: true },
        });
        if (chunk.length >= CHUNK) await write();
      }
      await write();
      await insertOnce(keysOfIncidents, { _id: COMPLETE, keys: {} });
    },

    /** @returns the keys of everything sent for an incident; what was tried last comes last. */
    keysOf,

    /** @returns a text that changes when something is sent for an incident, or its outcome is known. */
    async revision(tenant: string, incident: string): Promise<string> {
      const keys = await keysOf(tenant, incident);
      const newest = await sends(keys.slice(-WATCHED));
      const attempts = newest.reduce((sum, entry) => sum + entry.attempts, 0);
      const open = newest.filter(({ status }) => status === 'planned').length;
      return `${keys.length}.${attempts}.${open}`;
    },

    /** @returns everything sent for an incident, oldest first. */
    ofIncident: async (tenant: string, incident: string): Promise<LedgerEntry[]> =>
      sends(await keysOf(tenant, incident)),

    /** Forgets which sends were an incident's. May be repeated. */
    async forget(tenant: string, incident: string): Promise<void> {
      for (const _id of partsOf(tenant, incident)) await keysOfIncidents.deleteOne({ _id });
    },
  };
}

export type LedgerStore = ReturnType<typeof createLedgerStore>;
