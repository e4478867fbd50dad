import type { EventBody } from './event.ts';
import type { Person } from './person.ts';
import { formerKeys, movedTicket, type Movable } from './ticket-moves.ts';

/** Which ticket of a bug tracker, and where people open it. */
export interface TicketRef {
  /** Name of the tracker in the configuration. */
  readonly tracker: string;
  /** `acme/payments#42`, `PAY-17`. */
  readonly key: string;
  readonly url: string;
}

/** What became of an order for a ticket: the ticket, also one that had been made when somebody called it off, or none. */
export type IncidentTicketOutcome =
  | {
      readonly ticket: TicketRef;
      /** Was it made for the incident, and not there already? */
      readonly made: boolean;
      /** Whose order that was: of several that come at once only the first is carried out. */
      readonly by: Person;
      /** Who called it off when the tracker had made it already: it is unlinked. */
      readonly calledOff?: Person;
    }
  | { readonly failure: { readonly code: string; readonly message: string } }
  | { readonly calledOff: Person };

/** What is known of a comment that somebody made in the tracker. Instants are the tracker's, epoch milliseconds. */
interface KnownComment {
  readonly id: string;
  readonly at: number;
  readonly gone?: true;
}

/** A ticket that is kept in step with an incident. */
export interface IncidentTicket extends TicketRef, Movable {
  readonly by: Person;
  /** Epoch milliseconds. */
  readonly at: number;
  /** How people left it in the tracker, and when, by the tracker's clock; absent while nobody has changed it there. */
  readonly turned?: { readonly status: string; readonly done: boolean; readonly at: number };
  /** Somebody deleted it. */
  readonly gone?: true;
  /** Somebody ended that it is kept in step; it stands in its tracker as it was. */
  readonly unlinked?: true;
  /** Comments that people made there, the newest last; absent while there are none. */
  readonly comments?: readonly KnownComment[];
}

/** What a ticket may tell of a private incident, and what follows when somebody closes a ticket in its tracker. */
export const INCIDENT_PRIVACY = ['nothing', 'incident'] as const;
export const TICKET_CLOSED = ['note', 'resolve'] as const;

/** What the configuration says of tickets of whole incidents. */
export interface TicketRules {
  readonly private: (typeof INCIDENT_PRIVACY)[number];
  readonly closed: (typeof TICKET_CLOSED)[number];
}

/** Most tickets of one incident: one in each tracker, and those that were deleted or unlinked. */
export const TICKETS_LIMIT = 20;
/** How many comments of one ticket are remembered, so that each is told once and a late edit is known as such. */
const COMMENTS_KNOWN = 200;
/** How much of a comment stands on the timeline, in characters. */
export const COMMENT_LIMIT = 3_000;

export const COMMENTINGS = ['made', 'edited', 'deleted'] as const;

/** What an incident hears of its tickets. Instants are epoch milliseconds, by whose clock the thing happened. */
export type TicketNews = TicketRef &
  (
    | { readonly kind: 'kept'; readonly by: Person; readonly made: boolean }
    | { readonly kind: 'troubled'; readonly code: string; readonly reason: string }
    | { readonly kind: 'recovered' }
    | {
        readonly kind: 'commented';
        readonly what: (typeof COMMENTINGS)[number];
        readonly comment: string;
        readonly by: Person;
        readonly text: string;
        readonly at: number;
      }
    | {
        readonly kind: 'turned';
        readonly status: string;
        readonly done: boolean;
        readonly by: Person;
        readonly at: number;
        /** The configuration wants the incident resolved when its ticket is closed. */
        readonly resolve?: true;
      }
    | { readonly kind: 'deleted'; readonly by: Person; readonly at: number }
    /** The key and address are where it is now; `from` is the address that it had. */
    | { readonly kind: 'moved'; readonly from: string; readonly by: Person; readonly at: number }
    | { readonly kind: 'unlinked'; readonly by: Person }
  );

/** @returns whether two are the same ticket of one tracker. */
export function isSameTicket(one: Pick<TicketRef, 'key'>, other: Pick<TicketRef, 'key'>): boolean {
  // GitHub knows a repository whatever its case, and the configuration may write it otherwise.
  return one.key.toLowerCase() === other.key.toLowerCase();
}

/**
 * @returns a ticket of an incident by its key, also by one that it had before it was moved; the newest entry of one that
 * was unlinked and linked again.
 */
export function ticketCalled(
  tickets: readonly IncidentTicket[],
  { tracker, key }: Pick<TicketRef, 'tracker' | 'key'>,
): IncidentTicket | undefined {
  const own = tickets.filter((one) => one.tracker === tracker);
  const same = (one: string) => isSameTicket({ key: one }, { key });
  return own.findLast((one) => same(one.key)) ?? own.findLast((one) => formerKeys(one).some(same));
}

type TicketEvent = Extract<
  EventBody,
  {
    type:
      | 'ticket_kept'
      | 'ticket_commented'
      | 'ticket_turned'
      | 'ticket_moved'
      | 'ticket_deleted'
      | 'ticket_unlinked';
  }
>;

/** @returns whether a ticket is kept in step still. */
export function isInStep({ gone, unlinked }: IncidentTicket): boolean {
  return !gone && !unlinked;
}

/** @returns the tickets of an incident that people are shown: what was unlinked is its ticket no more. */
export function shownTickets({
  tickets = [],
}: {
  readonly tickets?: readonly IncidentTicket[];
}): readonly IncidentTicket[] {
  return tickets.filter(({ unlinked }) => !unlinked);
}

/** @returns the tickets of an incident after an event. @param at epoch milliseconds. */
export function ticketsAfter(
  tickets: readonly IncidentTicket[],
  event: TicketEvent,
  by: Person,
  at: number,
): readonly IncidentTicket[] {
  const { ticket } = event;
  if (event.type === 'ticket_kept') return [...tickets, { ...ticket, by, at }];
  const key = event.type === 'ticket_moved' ? event.from.key : ticket.key;
  const meant = ticketCalled(tickets, { tracker: ticket.tracker, key });
  return tickets.map((one) => (one === meant ? changed(one, event) : one));
}

function changed(
  ticket: IncidentTicket,
  event: Exclude<TicketEvent, { type: 'ticket_kept' }>,
): IncidentTicket {
  switch (event.type) {
    case 'ticket_commented': {
      const { comment: id, what, changedAt: at } = event;
      const others = (ticket.comments ?? []).filter((one) => one.id !== id);
      const comments = [...others, { id, at, ...(what === 'deleted' && { gone: true as const }) }];
      return { ...ticket, comments: comments.slice(-COMMENTS_KNOWN) };
    }
    case 'ticket_turned': {
      const { status, done, changedAt: at } = event;
      return { ...ticket, turned: { status, done, at } };
    }
    case 'ticket_moved':
      return movedTicket(ticket, event.from.url, event.ticket, event.changedAt) ?? ticket;
    case 'ticket_deleted':
      return { ...ticket, gone: true };
    case 'ticket_unlinked': {
      const { comments: _, ...rest } = ticket;
      return { ...rest, unlinked: true };
    }
  }
}
