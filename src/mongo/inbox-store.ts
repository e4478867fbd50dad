import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { promisify } from 'node:util';
import { Binary, type Db } from 'mongodb';
import { integrationId, type IntegrationRef } from '../inbox/batch.ts';
import type { DeliveryState, IntegrationStanding, KeptDelivery, LoggedDelivery } from '../inbox/kept.ts';
import { forgetAftermath } from './aftermath-store.ts';
import { findByIds } from './by-ids.ts';
import type { InboxBatchStore } from './inbox-batch-store.ts';
import type { DoneBatches, InboxHead, LaneState } from './inbox-head.ts';

/** A delivery in the store. What is only read as a whole is text: a small store takes its time for each field. */
interface DeliveryDocument {
  /** `<tenant>:<integration>:<key>` */
  _id: string;
  tenant: string;
  integration: string;
  receivedAt: number;
  state: DeliveryState;
  number: number;
  /** What the request was known by before it had a key. */
  captured: string;
  /** JSON: the rest. */
  rest: string;
  body: Binary;
  packed?: true;
}

/** A delivery with the request that it came with. */
export type StoredDelivery = KeptDelivery & { readonly captured: string };

interface LogPage {
  /** `<tenant>:<integration>/<page>` */
  _id: string;
  /** By number: a {@link LoggedDelivery} as JSON. */
  lines: Record<string, string>;
}

/** A step of working off: what changes at the head of an inbox. */
export interface HeadStep {
  readonly lane: string;
  readonly to: Pick<LaneState, 'next' | 'from'>;
  readonly total: number;
  readonly counts: NonNullable<InboxHead['counts']>;
  readonly lastReceivedAt?: number;
  readonly lastRefusedAt?: number;
  readonly repositories: ReadonlyMap<string, number>;
  /** The batches that are worked off with it. */
  readonly done?: DoneBatches;
}

/** Lines in one document: few enough to be written anew with each batch. */
const PAGE = 100;
/** Repositories that are remembered, the last ones. */
const REPOSITORIES = 500;
/** Bodies from this length on are kept packed, in bytes. */
const ZIP_FROM = 1_024;
/** As quick as gzip's fastest, and smaller. */
const OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } };

const zip = promisify(brotliCompress);
const unzip = promisify(brotliDecompress);
const pageOf = (number: number): number => Math.floor((number - 1) / PAGE);

/** Deliveries by what they are known by, the log of each integration, and how far its inbox is worked off. */
export function createInboxStore(db: Db, batches: Pick<InboxBatchStore, 'since'>) {
  const deliveries = db.collection<DeliveryDocument>('inbox');
  const pages = db.collection<LogPage>('inbox_log');
  const heads = db.collection<InboxHead>('inbox_heads');
  const idOf = (ref: IntegrationRef, key: string): string => `${integrationId(ref)}:${key}`;
  const pageId = (ref: IntegrationRef, page: number): string => `${integrationId(ref)}/${page}`;

  /** Since when the oldest batch waits that is not worked off. */
  async function waiting(ref: IntegrationRef, { lanes = {} }: InboxHead): Promise<{ waitingSince?: number }> {
    const found = await Promise.all(
      Object.entries(lanes).map(([lane, { next: number }]) => batches.since({ ...ref, lane, number })),
    );
    const since = found.filter((at) => at !== undefined);
    return since.length > 0 ? { waitingSince: Math.min(...since) } : {};
  }

  return {
    async ensureIndexes(): Promise<void> {
      await deliveries.createIndex({ tenant: 1, receivedAt: 1 }, {}, {});
    },

    /** @returns a delivery with its body; undefined when there is none, or none any more. */
    async find(ref: IntegrationRef, key: string): Promise<StoredDelivery | undefined> {
      const found = await deliveries.findOne({ _id: idOf(ref, key) });
      return found ? deliveryOf(found, key) : undefined;
    },

    /** @returns those that are there, by what they are known by. */
    async findMany(
      ref: IntegrationRef,
      keys: readonly string[],
    ): Promise<ReadonlyMap<string, StoredDelivery>> {
      const found = await findByIds(
        deliveries,
        keys.map((key) => idOf(ref, key)),
      );
      const known = keys.map(async (key) => {
        const document = found.get(idOf(ref, key));
        return document ? [[key, await deliveryOf(document, key)] as const] : [];
      });
      return new Map((await Promise.all(known)).flat());
    },

    /** Writes a delivery as it stands now. */
    async save(delivery: StoredDelivery): Promise<void> {
      const document = await documentOf(delivery, idOf(delivery, delivery.key));
      await deliveries.replaceOne({ _id: document._id }, document, { upsert: true });
    },

    /** Writes deliveries of which none was there. Rejects for one that is, after the others are written. */
    async saveNew(some: readonly StoredDelivery[]): Promise<void> {
      if (some.length === 0) return;
      const documents = await Promise.all(some.map((one) => documentOf(one, idOf(one, one.key))));
      await deliveries.insertMany(documents, { ordered: false });
    },

    /** Writes lines of an integration's log, new ones or in place of what they were. */
    async log(ref: IntegrationRef, lines: readonly LoggedDelivery[]): Promise<void> {
      const byPage = new Map<number, Record<string, string>>();
      for (const line of lines) {
        const page = byPage.get(pageOf(line.number)) ?? {};
        page[`lines.${line.number}`] = JSON.stringify(line);
        byPage.set(pageOf(line.number), page);
      }
      for (const [page, set] of byPage)
        await pages.updateOne({ _id: pageId(ref, page) }, { $set: set }, { upsert: true });
    },

    /**
     * @param before lines before this number; the newest when not given.
     * @returns lines of an integration's log, the newest first, and where they go on.
     */
    async list(
      ref: IntegrationRef,
      { before, limit }: { readonly before?: number; readonly limit: number },
    ): Promise<{ readonly lines: readonly LoggedDelivery[]; readonly next?: number }> {
      const head = await heads.findOne({ _id: integrationId(ref) });
      const from = Math.min(before ?? Infinity, (head?.total ?? 0) + 1);
      const lines: LoggedDelivery[] = [];
      for (let page = from > 1 ? pageOf(from - 1) : -1; page >= 0 && lines.length <= limit; page--) {
        const found = await pages.findOne({ _id: pageId(ref, page) });
        // What is older has expired as well.
        if (!found) break;
        const some = Object.values(found.lines).map((text) => JSON.parse(text) as LoggedDelivery);
        lines.push(...some.filter(({ number }) => number < from).sort((a, b) => b.number - a.number));
      }
      const last = lines[limit - 1];
      return { lines: lines.slice(0, limit), ...(last && lines.length > limit && { next: last.number }) };
    },

    /** @returns how an integration is doing; undefined when nothing ever came. */
    async standing(ref: IntegrationRef): Promise<IntegrationStanding | undefined> {
      const head = await heads.findOne({ _id: integrationId(ref) });
      if (!head) return undefined;
      return {
        total: head.total ?? 0,
        counts: head.counts ?? {},
        ...(head.lastReceivedAt !== undefined && { lastReceivedAt: head.lastReceivedAt }),
        ...(head.lastRefusedAt !== undefined && { lastRefusedAt: head.lastRefusedAt }),
        repositories: [...repositoriesIn(head)].map(([name, lastAt]) => ({ name, lastAt })),
        ...(await waiting(ref, head)),
      };
    },

    /** @returns how far an integration's inbox is worked off; undefined when nothing ever came. */
    async head(ref: IntegrationRef): Promise<InboxHead | undefined> {
      return (await heads.findOne({ _id: integrationId(ref) })) ?? undefined;
    },

    /**
     * Notes that a step is done.
     * @returns whether it was the first to be noted after `head`; when not, somebody else works at the same.
     */
    async step(head: InboxHead, step: HeadStep): Promise<boolean> {
      const { lane, to } = step;
      const repositories = new Map([...step.repositories, ...older(repositoriesIn(head), step.repositories)]);
      const kept = [...repositories].sort(([, a], [, b]) => b - a).slice(0, REPOSITORIES);
      const { modifiedCount } = await heads.updateOne(
        { _id: head._id, revision: head.revision },
        {
          $set: {
            revision: head.revision + 1,
            [`lanes.${lane}.next`]: to.next,
            [`lanes.${lane}.from`]: to.from,
            total: step.total,
            counts: step.counts,
            ...(step.lastReceivedAt !== undefined && { lastReceivedAt: step.lastReceivedAt }),
            ...(step.lastRefusedAt !== undefined && { lastRefusedAt: step.lastRefusedAt }),
            ...(kept.length > 0 && { repositories: JSON.stringify(kept) }),
            ...(step.done && { done: step.done }),
          },
        },
      );
      return modifiedCount > 0;
    },

    /** Notes new counts after something was read again. */
    async recount(head: InboxHead, counts: NonNullable<InboxHead['counts']>): Promise<boolean> {
      const { modifiedCount } = await heads.updateOne(
        { _id: head._id, revision: head.revision },
        { $set: { revision: head.revision + 1, counts } },
      );
      return modifiedCount > 0;
    },

    /** Looks for no more batches of a lane that has not been in use since `at`, in epoch milliseconds. */
    async leave(ref: IntegrationRef, lane: string, at: number): Promise<void> {
      await heads.updateOne(
        { _id: integrationId(ref), [`lanes.${lane}.at`]: at },
        { $unset: { [`lanes.${lane}`]: 1 } },
      );
    },
  };
}

export type InboxStore = ReturnType<typeof createInboxStore>;

function repositoriesIn({ repositories }: InboxHead): ReadonlyMap<string, number> {
  return new Map(repositories === undefined ? [] : (JSON.parse(repositories) as [string, number][]));
}

/** @returns what is later in `before` than in `now`, or not in it. */
function older(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): [string, number][] {
  return [...before].filter(([name, at]) => at > (now.get(name) ?? -1));
}

async function documentOf(delivery: StoredDelivery, _id: string): Promise<DeliveryDocument> {
  const { tenant, integration, receivedAt, state, number, captured, key: _key, body, ...rest } = delivery;
  const isLong = body.length >= ZIP_FROM;
  return {
    _id,
    tenant,
    integration,
    receivedAt,
    state,
    number,
    captured,
    rest: JSON.stringify(rest),
    body: new Binary(isLong ? await zip(body, OPTIONS) : body),
    ...(isLong && { packed: true }),
  };
}

async function deliveryOf(document: DeliveryDocument, key: string): Promise<StoredDelivery> {
  const { tenant, integration, receivedAt, state, number, captured } = document;
  const rest = JSON.parse(document.rest) as Omit<
    StoredDelivery,
    'tenant' | 'integration' | 'receivedAt' | 'state' | 'number' | 'captured' | 'key' | 'body'
  >;
  const { buffer } = document.body;
  const body = document.packed ? await unzip(buffer) : buffer;
  return { ...rest, tenant, integration, receivedAt, state, number, captured, key, body };
}

/**
 * Deletes a delivery that does not wait, with what came later of it, and the pages of the log before its own: all on them
 * came earlier.
 * @param id of its document. @returns whether it was there.
 */
export async function forgetDelivery(db: Db, id: string): Promise<boolean> {
  const wasNoted = await forgetAftermath(db, id);
  const gone = await db
    .collection<DeliveryDocument>('inbox')
    .findOneAndDelete({ _id: id, state: { $ne: 'waiting' } });
  if (!gone) return wasNoted;
  const pages = db.collection<LogPage>('inbox_log');
  for (let page = pageOf(gone.number) - 1; page >= 0; page--) {
    const { deletedCount } = await pages.deleteOne({ _id: `${integrationId(gone)}/${page}` });
    if (deletedCount === 0) break;
  }
  return true;
}
