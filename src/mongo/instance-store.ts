import type { Db } from 'mongodb';
import type { InstanceCheck, InstanceReport } from '../chat/instance-status.ts';
import { createTurns } from './turns.ts';

/** An instance's check and what processes report of it. */
export interface InstanceRecord {
  readonly check?: InstanceCheck;
  readonly reports: readonly InstanceReport[];
}

/**
 * How provider instances are: the newest check of each, written by its health workflow, and a report of each process,
 * written by that process alone. Both are found by `_id`; there are few of them.
 */
export function createInstanceStore(db: Db) {
  const checks = db.collection<InstanceCheck & { _id: string }>('instance_checks');
  const reports = db.collection<InstanceReport & { _id: string }>('instance_reports');
  const turns = createTurns();
  const checkId = (tenant: string, instance: string): string => `${tenant}:${instance}`;
  const reportId = ({ tenant, instance, process }: Pick<InstanceReport, 'tenant' | 'instance' | 'process'>) =>
    `${tenant}:${instance}@${process}`;
  return {
    async saveCheck(check: InstanceCheck): Promise<void> {
      const _id = checkId(check.tenant, check.instance);
      await turns(_id, () => checks.replaceOne({ _id }, check, { upsert: true }));
    },

    async findCheck(tenant: string, instance: string): Promise<InstanceCheck | undefined> {
      const found = await checks.findOne({ _id: checkId(tenant, instance) }, { projection: { _id: 0 } });
      return found ?? undefined;
    },

    async saveReport(report: InstanceReport): Promise<void> {
      const _id = reportId(report);
      await turns(_id, () => reports.replaceOne({ _id }, report, { upsert: true }));
    },

    /** @returns the report that was there; to one caller alone, so that it is counted on once. */
    async takeReport(report: InstanceReport): Promise<InstanceReport | undefined> {
      const { deletedCount } = await reports.deleteOne({ _id: reportId(report) });
      return deletedCount === 1 ? report : undefined;
    },

    /** @returns everything that is known, by instance. */
    async all(tenant: string): Promise<ReadonlyMap<string, InstanceRecord>> {
      const hidden = { projection: { _id: 0 } } as const;
      const [checked, reported] = await Promise.all([
        checks.find({ tenant }, hidden).toArray(),
        reports.find({ tenant }, hidden).sort({ _id: 1 }).toArray(),
      ]);
      const known = new Map<string, { check?: InstanceCheck; reports: InstanceReport[] }>();
      const of = (instance: string) => {
        const record = known.get(instance) ?? { reports: [] };
        known.set(instance, record);
        return record;
      };
      for (const check of checked) of(check.instance).check = check;
      for (const report of reported) of(report.instance).reports.push(report);
      return known;
    },
  };
}

export type InstanceStore = ReturnType<typeof createInstanceStore>;
