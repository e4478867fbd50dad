import type { Text } from '../chat/text.ts';
import type { IncidentEvent } from '../incident/event.ts';
import { holderOf, type Incident } from '../incident/incident.ts';
import { labelTexts } from '../incident/label.ts';
import { narrate } from '../incident/narrate.ts';
import { isInTracker } from '../incident/person.ts';
import { markedAddress } from '../incident/ticket-mark.ts';
import type { NewComment, NewTicket } from './tracker.ts';

/** What becomes of an incident that is said in its ticket. */
const TOLD: ReadonlySet<IncidentEvent['type']> = new Set<IncidentEvent['type']>([
  'acknowledged',
  'acknowledgement_expired',
  'mitigated',
  'resolved',
  'closed',
  'reopened',
  'severity_changed',
  'title_changed',
  'noted',
  'update_posted',
  'put_on_hold',
  'taken_off_hold',
]);

/** What changes the status of an incident. */
const TURNS: ReadonlySet<IncidentEvent['type']> = new Set<IncidentEvent['type']>([
  'acknowledged',
  'acknowledgement_expired',
  'mitigated',
  'resolved',
  'closed',
  'reopened',
]);

/** @returns whether the status of the incident has changed by this. */
export function turnsIncident({ type }: IncidentEvent): boolean {
  return TURNS.has(type);
}

/** @returns whether an event is told to a ticket: what was done in its own tracker is known there. */
export function isToldTo(event: IncidentEvent, tracker: string): boolean {
  if (isInTracker(event.by, tracker)) return false;
  switch (event.type) {
    case 'assigned':
      return event.role !== undefined;
    case 'ticket_unlinked':
      return event.ticket.tracker === tracker;
    default:
      return TOLD.has(event.type);
  }
}

type Shown = Pick<
  Incident,
  'id' | 'title' | 'severity' | 'status' | 'service' | 'team' | 'labels' | 'declared' | 'responders'
>;

/** @param page address of the incident's page. @returns what a ticket says of an incident, as it stands. */
export function incidentTicketText(
  incident: Shown & Pick<Incident, keyof Incident>,
  page: string,
): Omit<NewTicket, 'place' | 'marker'> {
  const { id, title, severity, status, service, team, labels, declared } = incident;
  const commander = holderOf(incident, 'commander');
  const facts: readonly Text[] = [
    [`Severity: ${severity}`],
    [`Status: ${status}`],
    ...(service === undefined ? [] : [[`Service: ${service}`]]),
    ...(team === undefined ? [] : [[`Team: ${team}`]]),
    ...(labels ? [[`Labels: ${labelTexts(labels).join(', ')}`]] : []),
    ...(commander ? [['Commander: ', { bold: commander.name }]] : []),
    [`Declared by ${declared.by.name} at `, { time: declared.at }, '.'],
  ];
  return {
    title: `${id}: ${title}`,
    incident: { severity },
    paragraphs: [['Incident ', { link: page, label: id }, ': ', { bold: title }, '.'], ...facts],
  };
}

/** @param page address of the incident's page. @returns an event as a comment says it. */
export function commentOn(event: IncidentEvent, id: string, page: string, marker: string): NewComment {
  const link = { link: markedAddress(page, marker, event.sequence), label: id };
  return { marker, paragraphs: [[...narrate(event)], [link]] };
}

/** @returns what is said first in a ticket that was there before. */
export function linkedComment(
  { id, title, severity, status }: Shown,
  page: string,
  marker: string,
): NewComment {
  const link = { link: markedAddress(page, marker), label: id };
  const what: Text = [
    'This is the ticket of incident ',
    `${id} (${severity}, ${status}): `,
    { bold: title },
    '.',
  ];
  return { marker, paragraphs: [what, [link]] };
}
