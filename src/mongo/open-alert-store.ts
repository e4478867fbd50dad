import type { Db } from 'mongodb';
import { integrationId, type IntegrationRef } from '../inbox/batch.ts';
import { findByIds } from './by-ids.ts';
import { isDuplicate } from './turns.ts';

interface OpenAlertDocument {
  /** `<tenant>:<integration>/<alert>` */
  _id: string;
  tenant: string;
  /** Hash of what makes alerts one. */
  group: string;
  /** When the delivery came by which it is known, epoch milliseconds. */
  receivedAt: number;
}

/** To which group each alert went that fires: it clears there, whatever the rules have become meanwhile. */
export function createOpenAlertStore(db: Db) {
  const alerts = db.collection<OpenAlertDocument>('open_alerts');
  const idOf = (ref: IntegrationRef, alert: string): string => `${integrationId(ref)}/${alert}`;

  return {
    /** @param some short names of alerts. @returns the groups of those that fire. */
    async groupsOf(ref: IntegrationRef, some: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const found = await findByIds(
        alerts,
        some.map((alert) => idOf(ref, alert)),
      );
      return new Map(
        some.flatMap((alert): [string, string][] => {
          const one = found.get(idOf(ref, alert));
          return one ? [[alert, one.group]] : [];
        }),
      );
    },

    /** Notes the groups of alerts that fire; one that has a group keeps it. @param at epoch milliseconds. */
    async open(ref: IntegrationRef, groups: ReadonlyMap<string, string>, at: number): Promise<void> {
      if (groups.size === 0) return;
      const documents = [...groups].map(([alert, group]) => ({
        _id: idOf(ref, alert),
        tenant: ref.tenant,
        group,
        receivedAt: at,
      }));
      try {
        await alerts.insertMany(documents, { ordered: false });
      } catch (error) {
        // The attempt before this one had noted some.
        if (!isDuplicate(error)) throw error;
      }
    },

    /** Forgets alerts that have cleared. */
    async clear(ref: IntegrationRef, some: readonly string[]): Promise<void> {
      if (some.length > 0) await alerts.deleteMany({ _id: { $in: some.map((alert) => idOf(ref, alert)) } });
    },
  };
}

export type OpenAlertStore = ReturnType<typeof createOpenAlertStore>;

/** Deletes what is known of an alert that fires. @param id of its document. @returns whether it was there. */
export async function forgetOpenAlert(db: Db, id: string): Promise<boolean> {
  return (await db.collection<OpenAlertDocument>('open_alerts').deleteOne({ _id: id })).deletedCount > 0;
}
