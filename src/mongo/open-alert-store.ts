import type { Db } from 'mongodb';
import type { AlertEnd } from '../alert/end.ts';
import { integrationId, type IntegrationRef } from '../inbox/batch.ts';
import { findByIds } from './by-ids.ts';
import { isDuplicate } from './turns.ts';

interface OpenAlertDocument {
  /** `<tenant>:<integration>/<alert>` */
  _id: string;
  tenant: string;
  /** Hash of what makes alerts one; absent where only an end was heard. */
  group?: string;
  /** Of the firing whose end was heard, by the clock of the source, epoch milliseconds. */
  endedSince?: number;
  /** When the delivery came by which it is known, epoch milliseconds. */
  receivedAt: number;
}

/** What is known of alerts, each by its short name. */
export interface KnownAlerts {
  /** The group of each that fires. */
  readonly groups: ReadonlyMap<string, string>;
  /** The end of each of which no group remembers that it ended. */
  readonly ends: ReadonlyMap<string, AlertEnd>;
}

/**
 * To which group each alert went that fires: it clears there, whatever the rules have become meanwhile. Of one that no
 * group knows, its end: word of its firing may come later than that.
 */
export function createOpenAlertStore(db: Db) {
  const alerts = db.collection<OpenAlertDocument>('open_alerts');
  const idOf = (ref: IntegrationRef, alert: string): string => `${integrationId(ref)}/${alert}`;

  return {
    /** @param some short names of alerts. */
    async known(ref: IntegrationRef, some: readonly string[]): Promise<KnownAlerts> {
      const found = await findByIds(
        alerts,
        some.map((alert) => idOf(ref, alert)),
      );
      const groups = new Map<string, string>();
      const ends = new Map<string, AlertEnd>();
      for (const alert of some) {
        const { group, endedSince, receivedAt } = found.get(idOf(ref, alert)) ?? {};
        if (group !== undefined) groups.set(alert, group);
        else if (endedSince !== undefined && receivedAt !== undefined)
          ends.set(alert, { since: endedSince, heardAt: receivedAt });
      }
      return { groups, ends };
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

    /** Forgets what is known of alerts: that they fire, or have ended. */
    async clear(ref: IntegrationRef, some: readonly string[]): Promise<void> {
      if (some.length > 0) await alerts.deleteMany({ _id: { $in: some.map((alert) => idOf(ref, alert)) } });
    },

    /** Notes ends that no group remembers, in place of what was known of these alerts. */
    async end(ref: IntegrationRef, ends: ReadonlyMap<string, AlertEnd>): Promise<void> {
      if (ends.size === 0) return;
      const documents = [...ends].map(([alert, { since, heardAt }]) => ({
        _id: idOf(ref, alert),
        tenant: ref.tenant,
        endedSince: since,
        receivedAt: heardAt,
      }));
      await alerts.deleteMany({ _id: { $in: documents.map(({ _id }) => _id) } });
      await alerts.insertMany(documents, { ordered: false });
    },
  };
}

export type OpenAlertStore = ReturnType<typeof createOpenAlertStore>;

/** Deletes what is known of an alert that fires. @param id of its document. @returns whether it was there. */
export async function forgetOpenAlert(db: Db, id: string): Promise<boolean> {
  return (await db.collection<OpenAlertDocument>('open_alerts').deleteOne({ _id: id })).deletedCount > 0;
}
