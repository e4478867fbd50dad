import type { IncidentAlerts } from '../incident/alerts.ts';
import { holderOf, type Incident, type Mark } from '../incident/incident.ts';
import { labelTexts } from '../incident/label.ts';
import { isActive } from '../incident/status.ts';
import { shownTickets, type IncidentTicket } from '../incident/ticket.ts';
import type { IncidentView } from '../incident/view.ts';
import { alarmOf } from './alarm.ts';
import { cardElements } from './card-elements.ts';
import { SEVERITY_EMOJI } from './emoji.ts';
import { linkLine, type CardLinks } from './links.ts';
import type { Field, Message, Section } from './message.ts';
import { nextFields } from './next.ts';
import type { Span, Text } from './text.ts';

export type { CardLinks } from './links.ts';

/** @returns an incident's colour: its severity's while somebody has to act, good afterwards. */
export function accentOf(incident: Incident): NonNullable<Message['accent']> {
  return isActive(incident.status) ? incident.severity : 'good';
}

const done = (word: string, { by, at, notPaged }: Mark): Text => [
  { bold: word },
  ` by ${by.name} at `,
  { time: at },
  ...(notPaged ? [', ', { bold: 'who was not paged' }] : []),
];

function statusText(incident: Incident): Text {
  const mark = incident.status === 'open' ? undefined : incident[incident.status];
  if (mark) return done(incident.status, mark);
  return [{ bold: incident.status }, incident.firstAcknowledged ? '' : ', not acknowledged yet'];
}

function peopleFields(incident: Incident): Field[] {
  const commander = holderOf(incident, 'commander');
  const others = incident.responders.filter(({ role }) => role !== 'commander');
  const names = others.map(({ person, role }) => (role ? `${person.name} (${role})` : person.name));
  return [
    ...(commander ? [{ label: 'Commander', value: [commander.name] }] : []),
    ...(names.length > 0 || !commander
      ? [{ label: 'Responders', value: [names.join(', ') || 'nobody yet'] }]
      : []),
  ];
}

function facts(view: IncidentView): Field[] {
  const { incident } = view;
  return [
    { label: 'Status', value: statusText(incident) },
    { label: 'Severity', value: [`${SEVERITY_EMOJI[incident.severity]} ${incident.severity}`] },
    ...(incident.team === undefined ? [] : [{ label: 'Team', value: [incident.team] }]),
    ...(incident.service === undefined ? [] : [{ label: 'Service', value: [incident.service] }]),
    ...(incident.labels ? [{ label: 'Labels', value: [labelTexts(incident.labels).join(', ')] }] : []),
    ...(incident.alerts ? [{ label: 'Alerts', value: alertsText(incident.alerts) }] : []),
    { label: 'Declared', value: [`by ${incident.declared.by.name} at `, { time: incident.declared.at }] },
    ...peopleFields(incident),
    ...ticketFields(incident),
    ...held(incident),
    ...nextFields(view),
    ...(incident.slaBreached.length > 0
      ? [{ label: 'SLA breached', value: [incident.slaBreached.map((clock) => `to ${clock}`).join(', ')] }]
      : []),
    ...(incident.private ? [{ label: 'Private', value: ['only responders and admins see it'] }] : []),
  ];
}

/** @returns how many alerts of an incident fire: `3 of 5 fire, by prometheus`. */
export function alertsText({ firing, heard, integration, flapping }: IncidentAlerts): Text {
  const which = firing === 0 ? 'all clear' : heard === firing ? `${firing}` : `${firing} of ${heard}`;
  const fire = firing === 0 ? '' : firing === 1 ? ' fires' : ' fire';
  return [`${which}${fire}, by ${integration}`, ...(flapping ? [', ', { bold: 'flapping' }] : [])];
}

/** @returns what the alert says that an incident was opened for: its text and its links. */
export function causeSections({ alerts }: Incident): Section[] {
  if (!alerts?.cause) return [];
  const { description, links } = alerts.cause;
  const all = links.flatMap(({ title, url }, place): Text => [
    ...(place === 0 ? [] : [' · ']),
    { link: url, label: title },
  ]);
  return [{ ...(description && { text: [description] }), ...(all.length > 0 && { footnote: all }) }];
}

function ticketFields(incident: Incident): Field[] {
  const tickets = shownTickets(incident);
  const value = tickets.flatMap((ticket, n): Span[] => [n > 0 ? ', ' : '', ...ticketText(ticket)]);
  return value.length > 0 ? [{ label: tickets.length > 1 ? 'Tickets' : 'Ticket', value }] : [];
}

/** @returns a ticket in a few words: `PAY-17 (Done)`. */
export function ticketText({ key, url, turned, gone }: IncidentTicket): Text {
  const how = gone ? ' (deleted)' : turned ? ` (${turned.status})` : '';
  return [{ link: url, label: key }, how];
}

function held({ hold }: Incident): Field[] {
  if (!hold) return [];
  const why = hold.note ? [`: ${hold.note}`] : [];
  return [{ label: 'On hold', value: [`by ${hold.by.name} since `, { time: hold.at }, ...why] }];
}

function alarms(view: IncidentView): Section[] {
  const { problems } = view;
  const alarm = alarmOf(view);
  const lines: Text[] = [
    ...(alarm ? [['📢 ', ...alarm]] : []),
    ...problems.map(({ target, code, reason }): Text => [
      '⚠️ ',
      { bold: target },
      ` cannot be reached: ${reason} (${code})`,
    ]),
  ];
  return lines.map((text) => ({ text }));
}

const OUTCOMES = { mitigated: 'Mitigated', resolved: 'Resolved', closed: 'Closed' } as const;

function updated({ update }: Incident): Section[] {
  if (!update?.note) return [];
  return [
    {
      text: [{ bold: 'Status update' }, `: ${update.note}`],
      footnote: [`${update.by.name} at `, { time: update.at }],
    },
  ];
}

function outcome(incident: Incident): Section[] {
  return (['mitigated', 'resolved', 'closed'] as const).flatMap((status): Section[] => {
    const note = incident[status]?.note;
    return note ? [{ text: [{ bold: OUTCOMES[status] }, `: ${note}`] }] : [];
  });
}

/** @returns an incident in one line without markup. */
export function headline({ id, severity, status, title }: Incident): string {
  return `${id} ${severity} ${status}: ${title}`;
}

/** @returns the sections that a card and a status reply have in common. */
export function cardSections(view: IncidentView): Section[] {
  const { incident } = view;
  return [
    ...alarms(view),
    { fields: facts(view) },
    ...causeSections(incident),
    ...updated(incident),
    ...outcome(incident),
  ];
}

/**
 * The incident as it stands, with buttons for what can be done about it. Posted once per channel and edited in place.
 * The severity's colour and emoji at the heading are drawn by the platform from `accent`.
 */
export function incidentCard(view: IncidentView, links: CardLinks): Message {
  const { incident } = view;
  return {
    summary: headline(incident),
    heading: headline(incident),
    accent: accentOf(incident),
    sections: [...cardSections(view), { footnote: linkLine(links) }],
    elements: cardElements(view),
  };
}
