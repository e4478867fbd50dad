import { asWritten, type Due } from '../escalation/due-step.ts';
import { decide } from './decide.ts';
import type { EventBody } from './event.ts';
import type { Incident, ResponsePlan } from './incident.ts';
import type { Person } from './person.ts';
import { isActive } from './status.ts';
import { movedTicket } from './ticket-moves.ts';
import {
  COMMENT_LIMIT,
  isInStep,
  ticketCalled,
  ticketsAfter,
  TICKETS_LIMIT,
  type TicketNews,
  type TicketRef,
} from './ticket.ts';

/** What follows from news of a ticket, and as whom. */
export interface TicketDecision {
  readonly by: Person;
  readonly events: readonly EventBody[];
}

type MoveNews = Extract<TicketNews, { kind: 'moved' }>;
type Moved = Extract<EventBody, { type: 'ticket_moved' }>;

/** @returns what a move comes to; undefined where it is known already, or is none of a ticket that is kept in step. */
function decideMove({ tickets = [] }: Pick<Incident, 'tickets'>, news: MoveNews): Moved | undefined {
  const { tracker, from, at } = news;
  const left = tickets.findLast((one) => one.tracker === tracker && one.url === from && isInStep(one));
  if (!left || !movedTicket(left, from, news, at)) return undefined;
  return { type: 'ticket_moved', ticket: refOf(news), from: { key: left.key, url: left.url }, changedAt: at };
}

/** @returns an incident whose ticket was moved when nobody wrote its story any more; undefined where nothing follows. */
export function withMovedTicket(incident: Incident, news: MoveNews): Incident | undefined {
  const moved = decideMove(incident, news);
  return moved && { ...incident, tickets: ticketsAfter(incident.tickets ?? [], moved, news.by, news.at) };
}

/**
 * Decides what news of a ticket does to an incident. What it knows already, what is older than what it knows, and any
 * news of a ticket that it does not have, do nothing; nor does any of a closed incident but that its ticket was moved.
 * @param muster as whom what nobody did is done. @param now epoch milliseconds. @param due see `decide`.
 */
export function decideTicket(
  incident: Incident,
  plan: ResponsePlan,
  news: TicketNews,
  { muster, now, due = asWritten }: { readonly muster: Person; readonly now: number; readonly due?: Due },
): TicketDecision {
  const nothing = { by: muster, events: [] };
  if (news.kind === 'moved') {
    const moved = decideMove(incident, news);
    return moved ? { by: news.by, events: [moved] } : nothing;
  }
  if (incident.status === 'closed') return nothing;
  const { tracker } = news;
  const tickets = incident.tickets ?? [];
  const known = ticketCalled(tickets, news);
  const follows = known !== undefined && isInStep(known);
  const ticket = refOf(known ?? news);
  const { key } = ticket;
  if (news.kind === 'kept') {
    if (follows || tickets.length >= TICKETS_LIMIT) return nothing;
    return { by: news.by, events: [{ type: 'ticket_kept', ticket, ...(news.made && { made: true }) }] };
  }
  if (news.kind === 'troubled') {
    const { code, reason } = news;
    return {
      by: muster,
      events: [{ type: 'ticket_failed', tracker, code, reason, ...(known && { ticket }) }],
    };
  }
  if (!follows || news.kind === 'recovered') return nothing;
  if (news.kind === 'unlinked') return { by: news.by, events: [{ type: 'ticket_unlinked', ticket }] };
  const { by, at } = news;
  switch (news.kind) {
    case 'commented': {
      const { what, comment, text } = news;
      const earlier = known.comments?.find(({ id }) => id === comment);
      const isLate =
        earlier && (earlier.gone ?? (what === 'made' || (what === 'edited' && at <= earlier.at)));
      if (isLate) return nothing;
      const said = what === 'deleted' ? {} : { text: text.slice(0, COMMENT_LIMIT) };
      return { by, events: [{ type: 'ticket_commented', ticket, what, comment, changedAt: at, ...said }] };
    }
    case 'turned': {
      const { status, done, resolve } = news;
      const { turned } = known;
      if (turned && (turned.at > at || (turned.at === at && turned.status === status))) return nothing;
      const events: EventBody[] = [{ type: 'ticket_turned', ticket, status, done, changedAt: at }];
      if (!done || !resolve || !isActive(incident.status)) return { by, events };
      const note = `${key} was closed in ${tracker}`;
      const decision = decide(incident, plan, by, { name: 'resolve', note }, now, due);
      return { by, events: [...events, ...('events' in decision ? decision.events : [])] };
    }
    case 'deleted':
      return { by, events: [{ type: 'ticket_deleted', ticket }] };
  }
}

const refOf = ({ tracker, key, url }: TicketRef): TicketRef => ({ tracker, key, url });
