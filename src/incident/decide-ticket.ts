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
  TICKETS_LIMIT,
  type TicketNews,
  type TicketRef,
} from './ticket.ts';

/** What follows from news of a ticket, and as whom. */
export interface TicketDecision {
  readonly by: Person;
  readonly events: readonly EventBody[];
}

/**
 * Decides what news of a ticket does to an incident. What it knows already, what is older than what it knows, and any
 * news of a closed incident or of a ticket that it does not have, do nothing.
 * @param muster as whom what nobody did is done. @param now epoch milliseconds. @param due see `decide`.
 */
export function decideTicket(
  incident: Incident,
  plan: ResponsePlan,
  news: TicketNews,
  { muster, now, due = asWritten }: { readonly muster: Person; readonly now: number; readonly due?: Due },
): TicketDecision {
  const nothing = { by: muster, events: [] };
  if (incident.status === 'closed') return nothing;
  const { tracker } = news;
  const tickets = incident.tickets ?? [];
  if (news.kind === 'moved') {
    const { by, at, from } = news;
    const left = tickets.findLast((one) => one.tracker === tracker && one.url === from && isInStep(one));
    const isNew = left && movedTicket(left, from, news, at) !== undefined;
    if (!isNew) return nothing;
    const there = { key: left.key, url: left.url };
    return { by, events: [{ type: 'ticket_moved', ticket: refOf(news), from: there, changedAt: at }] };
  }
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
