import type { TenantConfig } from '../config/config.ts';
import { ticketRouteFor, ticketRoutes } from '../config/ticket-routes.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Incident } from '../incident/incident.ts';
import type { Person } from '../incident/person.ts';
import {
  isInStep,
  isSameTicket,
  shownTickets,
  TICKETS_LIMIT,
  type IncidentTicket,
  type TicketRef,
} from '../incident/ticket.ts';
import { addressesOf, formerKeys } from '../incident/ticket-moves.ts';
import { routeText, type TicketRoute } from '../tracker/route.ts';
import type { Tracker } from '../tracker/tracker.ts';
import type { IncidentTicketOrder } from '../../workflows/incident-ticket/messages.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { IncidentTicketWorkflows } from './incident-ticket-workflows.ts';
import type { Operations } from './operations.ts';
import { ticketPlace } from './ticket-place.ts';
import { awaitedUntil } from './tickets.ts';

/** The tickets of an incident, and where another would be made by itself. */
export interface ShownTickets {
  readonly tickets: readonly IncidentTicket[];
  /** `jira/PAY`; absent where the configuration says nothing of that. */
  readonly route?: string;
}

/** A ticket, with who has asked for it before where somebody has, or where it is on its way to. */
export type Ticketed =
  | { readonly ticket: TicketRef; readonly made: boolean; readonly first?: Person }
  | { readonly underWay: string };

/**
 * A ticket that follows no more, with whether it had been made when its order was called off; or where the order was to
 * lead that was called off, or is being called off.
 */
export type Unticketed =
  | { readonly unlinked: TicketRef; readonly found?: 'made already' }
  | { readonly calledOff: string }
  | { readonly callingOff: string };

/** Whole incidents in bug trackers. */
export interface Ticketing {
  of(caller: Caller, id: IncidentId): Promise<ShownTickets | Denied>;
  /**
   * Makes the ticket of an incident, which follows it from then on.
   * @param to a tracker, or a place of one, that the configuration names; without it the incident's own.
   * @throws Unavailable when Temporal or the store does not answer.
   */
  make(caller: Caller, id: IncidentId, to?: string): Promise<Ticketed | Denied>;
  /** Takes a ticket that there is. @param url at which people open it. @throws Unavailable when Temporal or the store does not answer. */
  link(caller: Caller, id: IncidentId, url: string): Promise<Ticketed | Denied>;
  /**
   * Ends that a ticket follows the incident; it stays as it is. One that is on its way is called off.
   * @param which its tracker, key or address; without it the one that there is, or is on its way.
   * @throws Unavailable when Temporal or the store does not answer.
   */
  unlink(caller: Caller, id: IncidentId, which?: string): Promise<Unticketed | Denied>;
  /** @returns whether there is anywhere to make tickets. */
  possible(tenant: string): boolean;
}

const impossible = (message: string): Denied => ({ denied: 'impossible', message });
const closed = (id: IncidentId): Denied =>
  impossible(`${id} is closed for good: nothing of it changes any more.`);

export function createTicketing(deps: {
  readonly operations: Pick<Operations, 'about'>;
  readonly workflows: IncidentTicketWorkflows;
  readonly config: (
    tenant: string,
  ) => Pick<TenantConfig, 'services' | 'teams' | 'defaults' | 'tickets' | 'trackers'>;
  /** @throws TrackerError `tracker_not_found`. */
  readonly tracker: (tenant: string, id: string) => Tracker;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): Ticketing {
  /** Only where the configuration names the place: the token may see what whoever links may not. */
  function placeOf(tenant: string, url: string): { route: TicketRoute; existing: TicketRef } | Denied {
    const config = deps.config(tenant);
    const known = ticketRoutes(config);
    for (const id of config.trackers.keys()) {
      const found = deps.tracker(tenant, id).ticketAt(url);
      if (!found) continue;
      const route = { tracker: id, place: found.place };
      const isNamed = known.some((one) => one.tracker === id && sameText(one.place, found.place));
      if (isNamed) return { route, existing: { tracker: id, key: found.key, url: found.url } };
      return impossible(
        `${found.key} is in ${routeText(route)}, which the configuration does not name: set it as \`tracker\` of a service, a team or the defaults.`,
      );
    }
    const names = [...config.trackers.keys()].join(', ');
    return impossible(
      names
        ? `That is no ticket of ${names}: give the address at which the ticket is opened, such as https://acme.atlassian.net/browse/PAY-17.`
        : 'The configuration has no bug tracker: add one under `trackers`.',
    );
  }

  async function begun(
    { tenant, person, patience }: Caller,
    incident: Incident,
    route: TicketRoute,
    existing?: TicketRef,
  ): Promise<Ticketed | Denied> {
    const { id, tickets = [] } = incident;
    if (incident.status === 'closed') return closed(id);
    if (incident.private && deps.config(tenant).tickets.private === 'nothing')
      return impossible(
        `${id} is private, and \`tickets.private\` of the configuration lets no ticket be made of it.`,
      );
    const there = tickets.find((one) => one.tracker === route.tracker && isInStep(one));
    if (there) return impossible(`${id} is in ${route.tracker} already: ${there.key}, ${there.url}`);
    if (tickets.length >= TICKETS_LIMIT)
      return impossible(
        `${id} has had ${TICKETS_LIMIT} tickets, those that were deleted or unlinked included: that is all.`,
      );
    const at = deps.now();
    const earlier = tickets.filter(({ tracker }) => tracker === route.tracker).length;
    const order: IncidentTicketOrder = {
      tenant,
      incident: id,
      ...route,
      asked: { by: person, at },
      from: incident.sequence,
      awaitedUntil: awaitedUntil(at, patience),
      ...(existing && { existing }),
      ...(earlier > 0 && { earlier }),
    };
    await deps.workflows.begin(order, patience);
    const outcome = await deps.workflows.outcome(order, patience);
    if (!outcome) return { underWay: routeText(route) };
    if ('failure' in outcome)
      return impossible(`${id} has no ticket in ${routeText(route)}. ${outcome.failure.message}`);
    if (!('ticket' in outcome) || outcome.calledOff) {
      const by = outcome.calledOff?.name ?? 'somebody';
      return impossible(`${id} gets no ticket in ${routeText(route)}: ${by} called it off.`);
    }
    const { ticket, made, by } = outcome;
    if (existing && !isSameTicket(existing, ticket))
      return impossible(
        `${existing.key} is not linked: ${id} is in ${route.tracker} already. ${ticket.key}, ${ticket.url}, was ${made ? 'made for' : 'linked by'} ${by.name} before.`,
      );
    return { ticket, made, ...(by.id !== person.id && { first: by }) };
  }

  /** @param which a tracker, a place of one, or the ticket that was to be linked; without it whatever is on its way. */
  async function calledOff(
    { tenant, person, patience }: Caller,
    { id, tickets = [] }: Incident,
    which: string | undefined,
  ): Promise<Unticketed | Denied | undefined> {
    const taken = new Set(tickets.filter(isInStep).map(({ tracker }) => tracker));
    const free = [...deps.config(tenant).trackers.keys()].filter((tracker) => !taken.has(tracker));
    const all = await Promise.all(
      free.map((tracker) => deps.workflows.underWay(tenant, id, tracker, patience)),
    );
    const found = all.filter((one) => one !== undefined);
    const [order, ...others] = which === undefined ? found : found.filter((one) => leadsTo(one, which));
    if (!order) return undefined;
    if (others.length > 0)
      return impossible(
        `Several tickets of ${id} are on their way: to ${found.map(routeText).join(', ')}. Say which.`,
      );
    const at = deps.now();
    const off = { by: person, at, awaitedUntil: awaitedUntil(at, patience) };
    const outcome = await deps.workflows.callOff(order, off, patience);
    const route = routeText(order);
    if (outcome === 'over') return undefined;
    if (outcome === 'later') return { callingOff: route };
    if ('failure' in outcome)
      return impossible(`${id} has no ticket in ${route}. ${outcome.failure.message}`);
    return 'ticket' in outcome ? { unlinked: outcome.ticket, found: 'made already' } : { calledOff: route };
  }

  const about = <R extends object>(
    caller: Caller,
    incident: IncidentId,
    action: string,
    work: (incident: Incident) => Promise<R | Denied>,
  ): Promise<R | Denied> =>
    deps.operations.about(caller, { incident, permission: 'ticket', action }, (view) => work(view.incident));

  return {
    of: (caller, id) =>
      about(caller, id, 'tickets', (incident) => {
        const route = ticketRouteFor(deps.config(caller.tenant), incident);
        return Promise.resolve({
          tickets: shownTickets(incident),
          ...(route && { route: routeText(route) }),
        });
      }),

    make: (caller, id, to) =>
      about(caller, id, 'make ticket', async (incident) => {
        const route = ticketPlace(deps.config(caller.tenant), incident, to, 'incidents');
        return 'denied' in route ? route : begun(caller, incident, route);
      }),

    link: (caller, id, url) =>
      about(caller, id, 'link ticket', async (incident) => {
        const found = placeOf(caller.tenant, url);
        return 'denied' in found ? found : begun(caller, incident, found.route, found.existing);
      }),

    unlink: (caller, id, which) =>
      about(caller, id, 'unlink ticket', async (incident) => {
        if (incident.status === 'closed') return closed(id);
        const all = (incident.tickets ?? []).filter(isInStep);
        const [ticket, ...others] = which === undefined ? all : all.filter((one) => goesBy(one, which));
        const names = all.map(({ key, tracker }) => `${key} in ${tracker}`).join(', ');
        const off = ticket ? undefined : await calledOff(caller, incident, which);
        if (off) return off;
        if (!ticket)
          return impossible(
            names
              ? `${id} has no ticket ${which?.slice(0, 200) ?? ''}: it has ${names}.`
              : `${id} has no ticket that is kept in step.`,
          );
        if (others.length > 0)
          return impossible(`${id} has several tickets: ${names}. Say which, by its key or its tracker.`);
        const { tracker, key, url } = ticket;
        const unlinked = { tracker, key, url };
        const news = { ...unlinked, kind: 'unlinked', by: caller.person } as const;
        const told = await deps.workflows.tell(caller.tenant, id, news, caller.patience);
        return told ? { unlinked } : closed(id);
      }),

    possible: (tenant) => ticketRoutes(deps.config(tenant)).length > 0,
  };
}

/** @param name tracker, key or address, as it was typed or copied with a comment behind it. */
function goesBy(ticket: IncidentTicket, name: string): boolean {
  const address = name.replace(/[?#].*$/s, '').replace(/\/$/, '');
  const names = [ticket.tracker, ticket.key, ...formerKeys(ticket), ...addressesOf(ticket)];
  return names.some((one) => sameText(one, name) || sameText(one, address));
}

/** @param name tracker, place, or the key or address of the ticket that was to be linked. */
function leadsTo({ tracker, place, existing }: IncidentTicketOrder, name: string): boolean {
  const names = [tracker, routeText({ tracker, place }), ...(existing ? [existing.key, existing.url] : [])];
  return names.some((one) => sameText(one, name));
}

/** GitHub knows repositories whatever their case. */
function sameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
