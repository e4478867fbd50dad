import { actionId, type ActionItem } from '../action-item/item.ts';
import type { ActionRef } from '../action-item/wish.ts';
import type { TenantConfig } from '../config/config.ts';
import { ticketRouteFor, ticketRoutes } from '../config/ticket-routes.ts';
import type { Incident } from '../incident/incident.ts';
import { MUSTER } from '../incident/person.ts';
import type { ActionStore } from '../mongo/action-store.ts';
import { routeText } from '../tracker/route.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import type { Patience } from './patience.ts';
import { ticketPlace } from './ticket-place.ts';
import { awaitedUntil, type Tickets } from './tickets.ts';

export interface Pushing {
  /**
   * Pushes an action item into a bug tracker.
   * @param to a tracker, or a place of one, that the configuration names; without it the incident's own.
   * @returns the item, with its ticket where that was made within a moment; why not, with what to do next.
   * @throws Unavailable when Temporal or the store does not answer.
   */
  push(caller: Caller, ref: ActionRef, to?: string): Promise<ActionItem | Denied>;
  /** Pushes a new item where the configuration wants that. @throws Unavailable when Temporal does not take it. */
  made(tenant: string, item: ActionItem, incident: Incident, patience: Patience): Promise<void>;
  /** Has the ticket of an item follow it, which is done or reopened right after. @throws Unavailable when Temporal does not take it. */
  turned(tenant: string, item: ActionItem, patience: Patience): Promise<void>;
  /** @returns whether there is anywhere to push to. */
  possible(tenant: string): boolean;
}

const impossible = (message: string): Denied => ({ denied: 'impossible', message });

export function createPushing(deps: {
  readonly operations: Pick<Operations, 'about'>;
  readonly actions: Pick<ActionStore, 'find'>;
  readonly tickets: Tickets;
  readonly config: (
    tenant: string,
  ) => Pick<TenantConfig, 'services' | 'teams' | 'defaults' | 'actionItems' | 'trackers'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): Pushing {
  return {
    push: (caller, ref, to) =>
      deps.operations.about(
        caller,
        { incident: ref.incident, permission: 'action', action: 'push action' },
        async ({ incident }) => {
          const { tenant, person, patience } = caller;
          const id = actionId(ref);
          const find = () => deps.actions.find(tenant, ref.incident, ref.number);
          const item = await find();
          if (!item) return { denied: 'not_found', message: `There is no action item ${id}.` };
          if (item.issue)
            return impossible(
              `${id} is in ${item.issue.tracker} already: ${item.issue.key}, ${item.issue.url}`,
            );
          if (incident.private && deps.config(tenant).actionItems.private === 'nothing') {
            return impossible(
              `${ref.incident} is private, and \`actionItems.private\` of the configuration lets no ticket be made of it.`,
            );
          }
          const route = ticketPlace(deps.config(tenant), incident, to, `action items of ${incident.id}`);
          if ('denied' in route) return route;
          const at = deps.now();
          await deps.tickets.begin(
            { tenant, ...ref, ...route, asked: { by: person, at }, awaitedUntil: awaitedUntil(at, patience) },
            patience,
          );
          const outcome = await deps.tickets.outcome(tenant, ref, patience);
          if (outcome && 'failure' in outcome)
            return impossible(`${id} was not pushed to ${routeText(route)}. ${outcome.failure.message}`);
          const after = (await find()) ?? item;
          return outcome ? { ...after, issue: outcome.issue } : after;
        },
      ),

    async made(tenant, item, incident, patience) {
      const config = deps.config(tenant);
      const { push, private: told } = config.actionItems;
      const now = push === 'made' || (push === 'closed' && incident.status === 'closed');
      const route = ticketRouteFor(config, incident);
      if (!now || !route || item.issue || (incident.private && told === 'nothing')) return;
      const { incident: id, number } = item;
      const asked = { by: MUSTER, at: deps.now() };
      await deps.tickets.begin({ tenant, incident: id, number, ...route, asked }, patience);
    },

    async turned(tenant, item, patience) {
      const { incident, number, issue } = item;
      if (issue) await deps.tickets.turned(tenant, { incident, number }, patience);
    },

    possible: (tenant) => ticketRoutes(deps.config(tenant)).length > 0,
  };
}
