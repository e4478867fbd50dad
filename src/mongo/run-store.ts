import type { Db } from 'mongodb';
import { isOver, type Run } from '../action/run.ts';
import { runId, type RunId } from '../action/run-id.ts';
import type { IncidentId } from '../incident/id.ts';
import { findByIds } from './by-ids.ts';
import { insertOnce } from './insert-once.ts';
import { createNumbering } from './numbering.ts';
import { forgetRunOutput } from './run-output-store.ts';

interface RunDocument {
  /** `<tenant>:<id of the run>` */
  readonly _id: string;
  readonly tenant: string;
  /** By it the document expires: when it ended, else when it was ordered, epoch milliseconds. */
  readonly at: number;
  readonly revision: number;
  /** Whether it has ended. */
  readonly over: boolean;
  readonly incident?: IncidentId;
  /** JSON: a small store takes its time for each field. */
  readonly run: string;
}

const idOf = (tenant: string, id: RunId): string => `${tenant}:${id}`;
const runOf = ({ run }: RunDocument): Run => JSON.parse(run) as Run;

/** Runs of actions as people see them, and their numbers. */
export function createRunStore(db: Db) {
  const documents = db.collection<RunDocument>('runs');
  const numbering = createNumbering(db, {
    counter: 'run',
    numbers: 'run_numbers',
    deliveries: 'run_orders',
  });

  return {
    async ensureIndexes(): Promise<void> {
      await documents.createIndex({ tenant: 1, at: 1 }, {}, {});
    },

    /** @returns the id of the run that a delivery orders: a new one at first, the same ever after. */
    async allocate(tenant: string, deliveryId: string): Promise<RunId> {
      return runId(await numbering.allocate(tenant, deliveryId));
    },

    /** Gives a delivery another id, when its first belongs to a run of another store's time. */
    async allocateAnew(tenant: string, deliveryId: string): Promise<RunId> {
      return runId(await numbering.allocateAnew(tenant, deliveryId));
    },

    /** Keeps how a run stands, unless a later state is kept. */
    async save(run: Run): Promise<void> {
      const { tenant, id, revision } = run;
      const _id = idOf(tenant, id);
      const document = {
        tenant,
        at: run.endedAt ?? run.asked.at,
        revision,
        over: isOver(run),
        ...(run.incident && { incident: run.incident }),
        run: JSON.stringify(run),
      };
      if (await insertOnce(documents, { _id, ...document })) return;
      await documents.replaceOne({ _id, revision: { $lt: revision } }, document);
    },

    /** Deletes what a run has printed. */
    async forgetOutput(tenant: string, id: RunId): Promise<void> {
      const found = await documents.findOne({ _id: idOf(tenant, id) });
      if (found) await forgetRunOutput(db, runOf(found));
    },

    async find(tenant: string, id: RunId): Promise<Run | undefined> {
      const found = await documents.findOne({ _id: idOf(tenant, id) });
      return found ? runOf(found) : undefined;
    },

    /**
     * Looks at `most` numbers.
     * @param before runs before this number; the newest when not given.
     * @returns runs, the newest first: some numbers have none. `next`: the number before which there may be older ones;
     * absent where there are none.
     */
    async newest(
      tenant: string,
      most: number,
      before?: number,
    ): Promise<{ readonly runs: readonly Run[]; readonly next?: number }> {
      const from = Math.min(before ?? Infinity, (await numbering.last(tenant)) + 1) - 1;
      const numbers = Array.from({ length: Math.max(0, Math.min(most, from)) }, (_, n) => from - n);
      const found = await findByIds(
        documents,
        numbers.map((number) => idOf(tenant, runId(number))),
      );
      const last = numbers.at(-1) ?? 1;
      const runs = numbers.flatMap((number) => {
        const document = found.get(idOf(tenant, runId(number)));
        return document ? [runOf(document)] : [];
      });
      return { runs, ...(last > 1 && { next: last }) };
    },
  };
}

export type RunStore = ReturnType<typeof createRunStore>;
