import {
  incidentTicketCalledOff,
  incidentTicketCallingOff,
  incidentTicketMade,
  incidentTickets,
  incidentTicketUnderWay,
  incidentTicketUnlinked,
} from '../chat/incident-ticket-messages.ts';
import type { Answer } from '../chat/inbound.ts';
import type { TicketWish } from '../command/ticket.ts';
import { privately, refuse } from './answers.ts';
import type { Caller } from './caller.ts';
import type { Ticketing } from './ticketing.ts';

/** Answers what somebody wants of the tickets of an incident. */
export type AnswerTicket = (caller: Caller, wish: TicketWish) => Promise<Answer>;

export function createTicketAnswers(ticketing: Omit<Ticketing, 'possible'>): AnswerTicket {
  return async (caller, wish) => {
    const { incident } = wish;
    if (wish.do === 'show') {
      const found = await ticketing.of(caller, incident);
      if ('denied' in found) return refuse(caller, found);
      return privately(incidentTickets(incident, found.tickets, found.route));
    }
    if (wish.do === 'unlink') {
      const ended = await ticketing.unlink(caller, incident, wish.which);
      if ('denied' in ended) return refuse(caller, ended);
      if ('unlinked' in ended)
        return privately(incidentTicketUnlinked(incident, ended.unlinked, ended.found));
      return privately(
        'calledOff' in ended
          ? incidentTicketCalledOff(incident, ended.calledOff)
          : incidentTicketCallingOff(incident, ended.callingOff),
      );
    }
    const done =
      wish.do === 'create'
        ? await ticketing.make(caller, incident, wish.to)
        : await ticketing.link(caller, incident, wish.url);
    if ('denied' in done) return refuse(caller, done);
    return privately(
      'ticket' in done
        ? incidentTicketMade(incident, done.ticket, done.made, done.first)
        : incidentTicketUnderWay(incident, done.underWay),
    );
  };
}
