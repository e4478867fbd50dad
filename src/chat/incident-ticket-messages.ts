import type { IncidentId } from '../incident/id.ts';
import type { Person } from '../incident/person.ts';
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

/**
 * @param made whether it was made for the incident. @param first who asked for it before, where somebody did.
 * @returns what who asked is told when there is a ticket.
 */
export function incidentTicketMade(
  id: IncidentId,
  { tracker, key, url }: TicketRef,
  made: boolean,
  first?: Person,
): Message {
  return asMessage([
    { bold: made ? 'Ticket made: ' : 'Ticket linked: ' },
    { link: url, label: key },
    ` in ${tracker} is kept in step with ${id}.`,
    ...(first ? [` ${first.name} has asked for it before.`] : []),
  ]);
}

/** @returns what who wanted to link a ticket is told when another came before it. */
export function incidentTicketTaken(
  id: IncidentId,
  wanted: TicketRef,
  { ticket, made, by }: { readonly ticket: TicketRef; readonly made: boolean; readonly by: Person },
): Message {
  return asMessage([
    { bold: 'Not linked: ' },
    { link: wanted.url, label: wanted.key },
    `. ${id} is in ${ticket.tracker} already: `,
    { link: ticket.url, label: ticket.key },
    made ? ` was made for ${by.name} before.` : ` was linked by ${by.name} before.`,
  ]);
}

/** @param by who has called it off, unless that is who is told. */
export function incidentTicketCalledOff(id: IncidentId, route: string, by?: Person): Message {
  return asMessage([
    { bold: 'Called off: ' },
    `${id} gets no ticket in ${route}.`,
    ...(by ? [` ${by.name} does not want it any more.`] : []),
  ]);
}

/** @returns that an order is being called off, for who does that. */
export function incidentTicketCallingOff(id: IncidentId, route: string): Message {
  return asMessage([
    `The ticket of ${id} that is on its way to ${route} is being called off. What is made already is unlinked. You are told which of the two it is.`,
  ]);
}

/** @param route where it was to stand, `jira/PAY`. @param why with what to do next. */
export function incidentTicketNotMade(id: IncidentId, route: string, why: string): Message {
  return asMessage([{ bold: `${id} has no ticket in ${route}: ` }, sentence(why)], {
    footnote: ['When that is put right: ', { code: `/im ticket ${id} create` }, '.'],
  });
}

/** @param found whether it had been made when its order was called off. @returns what who asked is told when a ticket follows no more. */
export function incidentTicketUnlinked(
  id: IncidentId,
  { tracker, key, url }: TicketRef,
  found?: 'made already',
): Message {
  return asMessage([
    { bold: 'Ticket unlinked: ' },
    { link: url, label: key },
    ` in ${tracker}${found ? ' had been made before it could be called off. It' : ''} stays as it is, and is not kept in step with ${id} any more. A comment there says so.`,
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
