import type { Db } from 'mongodb';
import type { ActionItem } from '../action-item/item.ts';
import { incidentKey, type IncidentId } from '../incident/id.ts';
import { addressesOf } from '../incident/ticket-moves.ts';
import { createTurns } from './turns.ts';

/** An item with the delivery that made it. */
interface Stored extends ActionItem {
  readonly once: string;
}

interface ActionsDocument {
  /** `<tenant>:<incident id>` */
  readonly _id: string;
  readonly tenant: string;
  /** Counts changes, so that of two at once one is made again on what the other left. */
  readonly revision: number;
  /** Is one of them to be done? */
  readonly open: boolean;
  /** The highest number that was given away. */
  readonly last: number;
  readonly items: readonly Stored[];
}

/** Which item became a ticket. */
interface TicketDocument {
  /** `<tenant>:<address of the ticket>` */
  readonly _id: string;
  readonly incident: IncidentId;
  readonly number: number;
}

type Items = Pick<ActionsDocument, 'last' | 'items'>;

/** How often a change is made again when others come between. */
const ATTEMPTS = 20;

/** Action items: one document for each incident that has any. */
export function createActionStore(db: Db) {
  const actions = db.collection<ActionsDocument>('action_items');
  const tickets = db.collection<TicketDocument>('action_tickets');
  const turns = createTurns();
  const shown = ({ once: _, ...item }: Stored): ActionItem => item;

  /** @param changed what is to be kept, or undefined for no change. */
  function change(
    tenant: string,
    id: IncidentId,
    changed: (before: Items) => Items | undefined,
  ): Promise<void> {
    const _id = incidentKey(tenant, id);
    return turns(_id, async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const before = await actions.findOne({ _id });
        const after = changed(before ?? { last: 0, items: [] });
        if (!after) return;
        const revision = (before?.revision ?? 0) + 1;
        const document = { tenant, revision, open: after.items.some(({ done }) => !done), ...after };
        if (!before) {
          await actions.insertOne({ _id, ...document });
          return;
        }
        const replaced = await actions.replaceOne({ _id, revision: before.revision }, document);
        if (replaced.matchedCount > 0) return;
      }
      throw new Error(`the action items of ${_id} are being changed by too many at once`);
    });
  }

  return {
    async ensureIndexes(): Promise<void> {
      await actions.createIndex({ tenant: 1, open: 1 }, {}, {});
    },

    /** @returns an incident's items, oldest first. */
    async of(tenant: string, id: IncidentId): Promise<ActionItem[]> {
      return ((await actions.findOne({ _id: incidentKey(tenant, id) }))?.items ?? []).map(shown);
    },

    /** @returns the items of incidents of which one is to be done, those of one incident together. */
    async open(tenant: string): Promise<ActionItem[]> {
      const found = await actions.find({ tenant, open: true }).sort({ _id: 1 }).toArray();
      return found.flatMap(({ items }) => items.map(shown));
    },

    async find(tenant: string, id: IncidentId, number: number): Promise<ActionItem | undefined> {
      return ((await actions.findOne({ _id: incidentKey(tenant, id) }))?.items ?? [])
        .map(shown)
        .find((item) => item.number === number);
    },

    /**
     * Adds an item, once for each delivery.
     * @param most items that the incident may have. @returns undefined when it has them already.
     */
    async add(
      tenant: string,
      id: IncidentId,
      once: string,
      item: Omit<ActionItem, 'incident' | 'number' | 'version'>,
      most: number,
    ): Promise<ActionItem | undefined> {
      let added: Stored | undefined;
      await change(tenant, id, ({ last, items }) => {
        added = items.find((one) => one.once === once);
        if (added || items.length >= most) return undefined;
        added = { ...item, incident: id, number: last + 1, version: 1, once };
        return { last: last + 1, items: [...items, added] };
      });
      return added && shown(added);
    },

    /**
     * Changes an item.
     * @param changed what it is to be, or undefined to leave it.
     * @returns how it is afterwards; undefined when there is none of this number.
     */
    async change(
      tenant: string,
      id: IncidentId,
      number: number,
      changed: (item: ActionItem) => ActionItem | undefined,
    ): Promise<ActionItem | undefined> {
      let result: ActionItem | undefined;
      await change(tenant, id, ({ last, items }) => {
        const before = items.find((one) => one.number === number);
        result = before && shown(before);
        const after = before && changed(shown(before));
        if (!before || !after) return undefined;
        result = { ...after, version: before.version + 1 };
        const stored = { ...result, once: before.once };
        return { last, items: items.map((one) => (one === before ? stored : one)) };
      });
      // Written at each change, so that what a crash left out is made up for when the change is made again.
      if (result?.issue) {
        const at = { incident: id, number };
        await tickets.updateOne({ _id: `${tenant}:${result.issue.url}` }, { $set: at }, { upsert: true });
      }
      return result;
    },

    /** @param url of a ticket. @returns the item that became it; undefined when none is known. */
    async byTicket(
      tenant: string,
      url: string,
    ): Promise<Pick<ActionItem, 'incident' | 'number'> | undefined> {
      const found = await tickets.findOne({ _id: `${tenant}:${url}` });
      return found ? { incident: found.incident, number: found.number } : undefined;
    },

    /** Deletes the items of an incident. May be repeated. */
    async delete(tenant: string, id: IncidentId): Promise<void> {
      const found = await actions.findOne({ _id: incidentKey(tenant, id) });
      for (const { issue } of found?.items ?? [])
        for (const url of issue ? addressesOf(issue) : [])
          await tickets.deleteOne({ _id: `${tenant}:${url}` });
      await actions.deleteOne({ _id: incidentKey(tenant, id) });
    },
  };
}

export type ActionStore = ReturnType<typeof createActionStore>;
