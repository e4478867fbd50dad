import type { Db } from 'mongodb';

/** At which address a ticket was seen last, or which lasting address one has. */
interface AddressDocument {
  /** `<tenant>:<lasting address>`, `<tenant>:<address>` */
  readonly _id: string;
  /** Of a lasting address. */
  readonly seen?: Seen;
  /** Of any other: so that the lasting one is found when the ticket is forgotten. */
  readonly lasting?: string;
}

interface Seen {
  /** At which people open the ticket. */
  readonly url: string;
  /** By the tracker's clock, epoch milliseconds. */
  readonly at: number;
}

/** By which addresses tickets stay known that are moved. */
export function createTicketAddressStore(db: Db) {
  const addresses = db.collection<AddressDocument>('ticket_addresses');
  return {
    /** Notes where a ticket was seen. May be repeated. @param lasting address that stays when it is moved. */
    async note(tenant: string, lasting: string, seen: Seen): Promise<void> {
      const { url } = seen;
      await addresses.updateOne({ _id: `${tenant}:${url}` }, { $set: { lasting } }, { upsert: true });
      await addresses.updateOne({ _id: `${tenant}:${lasting}` }, { $set: { seen } }, { upsert: true });
    },

    /** @returns where the ticket of a lasting address was seen last; undefined when it was not. */
    async seen(tenant: string, lasting: string): Promise<Seen | undefined> {
      return (await addresses.findOne({ _id: `${tenant}:${lasting}` }))?.seen;
    },

    /** Forgets tickets. May be repeated. @param urls every address that they had. */
    async forget(tenant: string, urls: readonly string[]): Promise<void> {
      for (const url of urls) {
        const _id = `${tenant}:${url}`;
        const found = await addresses.findOne({ _id });
        if (found?.lasting !== undefined) await addresses.deleteOne({ _id: `${tenant}:${found.lasting}` });
        await addresses.deleteOne({ _id });
      }
    },
  };
}

export type TicketAddressStore = ReturnType<typeof createTicketAddressStore>;
