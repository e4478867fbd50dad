import type { Db } from 'mongodb';
import type { IncidentId } from '../incident/id.ts';

interface TicketDocument {
  /** `<tenant>:<address of the ticket in small letters>`: trackers open it whatever its case, and people type it. */
  readonly _id: string;
  /** Names of trackers by incident. */
  readonly of: Readonly<Record<IncidentId, string>>;
}

/** Which tickets are those of which incidents. */
export function createIncidentTicketStore(db: Db) {
  const tickets = db.collection<TicketDocument>('incident_tickets');
  const idOf = (tenant: string, url: string): string => `${tenant}:${url.toLowerCase()}`;
  return {
    /** Notes that a ticket is an incident's. May be repeated. @param tracker its name in the configuration. */
    async keep(tenant: string, url: string, id: IncidentId, tracker: string): Promise<void> {
      await tickets.updateOne(
        { _id: idOf(tenant, url) },
        { $set: { [`of.${id}`]: tracker } },
        { upsert: true },
      );
    },

    /** @returns the incidents whose ticket it is, with the tracker's name in the configuration. */
    async of(
      tenant: string,
      url: string,
    ): Promise<readonly { readonly incident: IncidentId; readonly tracker: string }[]> {
      const found = await tickets.findOne({ _id: idOf(tenant, url) });
      return Object.entries(found?.of ?? {}).map(([incident, tracker]) => ({
        incident: incident as IncidentId,
        tracker,
      }));
    },

    /** Forgets of which incident tickets are. May be repeated. */
    async forget(tenant: string, id: IncidentId, urls: readonly string[]): Promise<void> {
      for (const url of urls) {
        const _id = idOf(tenant, url);
        await tickets.updateOne({ _id }, { $unset: { [`of.${id}`]: '' } });
        const left = await tickets.findOne({ _id });
        if (left && Object.keys(left.of).length === 0) await tickets.deleteOne({ _id });
      }
    },
  };
}

export type IncidentTicketStore = ReturnType<typeof createIncidentTicketStore>;
