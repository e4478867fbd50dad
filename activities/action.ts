import type { Account } from '../src/access/account.ts';
import { actionId, type ActionItem } from '../src/action-item/item.ts';
import { nextReminder, reminderDue, type Reminder } from '../src/action-item/reminder.ts';
import { actionGiven, actionReminder } from '../src/chat/action-messages.ts';
import type { Delivery } from '../src/chat/delivery.ts';
import type { Message } from '../src/chat/message.ts';
import type { IncidentId } from '../src/incident/id.ts';

/** Which item is looked at. */
export interface ActionGlance extends Pick<ActionItem, 'incident' | 'number'> {
  readonly tenant: string;
  /** Reminders up to then have been sent, epoch milliseconds. */
  readonly after: number;
  /** Owners to whom it was given up to then have been told, epoch milliseconds. */
  readonly told: number;
}

/** What is to be done about an item now. */
export type ActionOutlook =
  | { readonly kind: 'ended' }
  | { readonly kind: 'wait'; readonly at: number }
  /** Its owner did not take it themselves: one of the deliveries is to be made. `at` is when it was given to them. */
  | { readonly kind: 'given'; readonly at: number; readonly deliveries: readonly Delivery[] }
  /** One of the deliveries is to be made, those first that the owner prefers. */
  | { readonly kind: 'remind'; readonly reminder: Reminder; readonly deliveries: readonly Delivery[] };

export interface ActionActivities {
  /** Whether the owner of an action item is to be told of it or reminded now, and where; else when next. */
  lookAtAction(glance: ActionGlance): Promise<ActionOutlook>;
}

export function createActionActivities(deps: {
  /** @returns undefined when there is no such item. */
  readonly find: (tenant: string, id: IncidentId, number: number) => Promise<ActionItem | undefined>;
  /** IANA zone in which somebody lives. */
  readonly zoneOf: (tenant: string, person: string) => string;
  /** Every account of a person, the preferred one first. */
  readonly accountsOf: (tenant: string, person: string) => Promise<readonly Account[]>;
  /** Address of an incident's post-mortem. */
  readonly pageOf: (tenant: string, id: IncidentId) => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): ActionActivities {
  return {
    async lookAtAction({ tenant, incident, number, after, told }) {
      const item = await deps.find(tenant, incident, number);
      if (!item || item.done) return { kind: 'ended' };
      // Whoever wrote it down is told where nobody owns it.
      const { id: person } = item.owner ?? item.created.by;
      const page = deps.pageOf(tenant, incident);
      const to = (accounts: readonly Account[], key: string, message: Message): Delivery[] =>
        accounts.map(({ instance, user }) => ({
          key: `${tenant}:${actionId(item)}:${key}:${instance}/@${user}`,
          tenant,
          incident,
          instance,
          to: { user },
          message,
        }));
      const { given } = item;
      if (item.owner && given && given.at > told) {
        const accounts = await deps.accountsOf(tenant, person);
        const message = actionGiven(item, given.by, page);
        return { kind: 'given', at: given.at, deliveries: to(accounts, `given:${given.at}`, message) };
      }
      const zone = deps.zoneOf(tenant, person);
      const reminder = reminderDue(item, zone, after, deps.now());
      if (!reminder) {
        const next = nextReminder(item, zone, after);
        return next ? { kind: 'wait', at: next.at } : { kind: 'ended' };
      }
      const accounts = await deps.accountsOf(tenant, person);
      const message = actionReminder(item, reminder.kind, page);
      return { kind: 'remind', reminder, deliveries: to(accounts, `reminder:${reminder.at}`, message) };
    },
  };
}
