import type { IncidentId } from '../incident/id.ts';
import { isInStep, type IncidentTicket, type TicketRef } from '../incident/ticket.ts';
import { ticketText } from './card.ts';
import { incidentButton } from './card-elements.ts';
import type { Message } from './message.ts';
import { plain, type Span, type Text } from './text.ts';

const asMessage = (text: Text, ...more: Message['sections']): Message => ({
  summary: plain(text),
  sections: [{ text }, ...more],
});

const sentence = (why: string): string => (/[.!?]$/.test(why) ? why : `${why}.`);

/** @param made whether it was made for the incident. @returns what who asked is told when there is a ticket. */
export function incidentTicketMade(id: IncidentId, { tracker, key, url }: TicketRef, made: boolean): Message {
  return asMessage([
    { bold: made ? 'Ticket made: ' : 'Ticket linked: ' },
    { link: url, label: key },
    ` in ${tracker} is kept in step with ${id}.`,
  ]);
}

/** @param route where it was to stand, `jira/PAY`. @param why with what to do next. */
export function incidentTicketNotMade(id: IncidentId, route: string, why: string): Message {
  return asMessage([{ bold: `${id} has no ticket in ${route}: ` }, sentence(why)], {
    footnote: ['When that is put right: ', { code: `/im ticket ${id} create` }, '.'],
  });
}

/** @returns what who asked is told when a ticket follows no more. */
export function incidentTicketUnlinked(id: IncidentId, { tracker, key, url }: TicketRef): Message {
  return asMessage([
    { bold: 'Ticket unlinked: ' },
    { link: url, label: key },
    ` in ${tracker} stays as it is, and is not kept in step with ${id} any more. A comment there says so.`,
  ]);
}

/** @returns that a ticket is on its way, for who asked. */
export function incidentTicketUnderWay(id: IncidentId, route: string): Message {
  return asMessage([`The ticket of ${id} is on its way to ${route}: you are told when it is there.`]);
}

/** @returns what those who run Muster are told of a tracker. */
export function trackerTroubled(id: IncidentId, tracker: string, why: string): Message {
  return asMessage(
    [
      '⚠️ ',
      { bold: `The bug tracker ${tracker} does not take what incidents tell it` },
      `: ${sentence(why)}`,
    ],
    { footnote: [`First seen with ${id}; said once a day.`] },
  );
}

/** @param route where one would be made; undefined where the configuration says nothing of that. */
export function incidentTickets(
  id: IncidentId,
  tickets: readonly IncidentTicket[],
  route: string | undefined,
): Message {
  const lines = tickets.map((ticket): Text => [...ticketText(ticket), ` in ${ticket.tracker}`]);
  const text: Text =
    lines.length === 0
      ? [`${id} has no ticket.`]
      : [`${id}: `, ...lines.flatMap((line, n): Span[] => [n > 0 ? ', ' : '', ...line]), '.'];
  const isMade = tickets.some((one) => isInStep(one) && route?.startsWith(`${one.tracker}/`));
  const hint: Text = [
    'One that there is already: ',
    { code: `/im ticket ${id} link https://…` },
    ...(route === undefined || isMade ? [] : [`; a new one is made in ${route}`]),
    ...(tickets.some(isInStep) ? ['; no longer kept in step: ', { code: `/im ticket ${id} unlink` }] : []),
    '.',
  ];
  return {
    ...asMessage(text, { footnote: hint }),
    ...(route !== undefined &&
      !isMade && { elements: [incidentButton(id, 'Make a ticket', 'ticket-create', 'primary')] }),
  };
}
