import { bounded } from '../text/bounded.ts';
import { span } from '../incident/age.ts';
import type { EventType, IncidentEvent } from '../incident/event.ts';
import { holderOf, type Incident } from '../incident/incident.ts';
import { narrate } from '../incident/narrate.ts';
import { isActive } from '../incident/status.ts';
import type { IncidentView } from '../incident/view.ts';
import { alarmOf } from './alarm.ts';
import { accentOf, headline } from './card.ts';
import { incidentButton } from './card-elements.ts';
import { STATUS_EMOJI } from './emoji.ts';
import { linkLine, type CardLinks } from './links.ts';
import type { Message, Section } from './message.ts';
import { nextFields } from './next.ts';
import { plain, type Span, type Text } from './text.ts';

/** What tells the story; what Muster did on the way there is on the timeline. */
const NOTABLE: ReadonlySet<EventType> = new Set([
  ...([
    'acknowledged',
    'acknowledgement_expired',
    'acknowledgement_not_counted',
    'page_held',
    'mitigated',
    'resolved',
    'closed',
    'reopened',
    'escalated',
  ] as const),
  ...([
    'nobody_paged',
    'escalation_exhausted',
    'noted',
    'linked',
    'ticket_kept',
    'ticket_turned',
    'ticket_unlinked',
    'severity_changed',
    'sla_breached',
    'update_posted',
    'put_on_hold',
    'taken_off_hold',
  ] as const),
]);
/** How many of them a summary tells, and how long each may be. */
const TOLD = 5;
const LINE = 160;

function shortened(text: Text): Text {
  const words = plain(text).replace(/\s+/g, ' ');
  return words.length <= LINE ? text : [bounded(words, LINE)];
}

function standing(incident: Incident, now: number): Text {
  const { status, severity, declared, service, team } = incident;
  const mark = status === 'open' ? undefined : incident[status];
  const of = service ?? team;
  const over = incident.resolved ?? incident.closed;
  const length = span((isActive(status) ? now : (over?.at ?? now)) - declared.at);
  return [
    `${STATUS_EMOJI[status]} `,
    { bold: `${severity}, ${status}` },
    ...(mark ? [` by ${mark.by.name}${mark.notPaged ? ', who was not paged' : ''}`] : []),
    `${of === undefined ? '' : ` · ${of}`} · declared by ${declared.by.name} at `,
    { time: declared.at },
    isActive(status) ? ` (${length} ago)` : `; it took ${length}`,
    '.',
  ];
}

function people(incident: Incident): Text {
  const commander = holderOf(incident, 'commander');
  const others = incident.responders
    .filter(({ role }) => role !== 'commander')
    .map(({ person, role }) => (role ? `${person.name} (${role})` : person.name));
  if (!commander && others.length === 0) return ['Nobody is on it yet.'];
  const lead = commander ? `${commander.name} commands it` : 'It has no commander';
  return [`${lead}${others.length > 0 ? `; on it: ${others.join(', ')}` : ''}.`];
}

function due(view: IncidentView): Text {
  return nextFields(view).flatMap(({ label, value }, n): Span[] => [
    n > 0 ? ' · ' : '',
    `${label} `,
    ...value,
  ]);
}

/**
 * An incident in a few lines: how it stands and since when, who is on it, what happened last and what is due next.
 * @param events the newest of them, oldest first. @param now epoch milliseconds.
 */
export function summaryMessage(
  view: IncidentView,
  events: readonly IncidentEvent[],
  links: CardLinks,
  now: number,
): Message {
  const { incident } = view;
  const told = events.filter(({ type }) => NOTABLE.has(type)).slice(-TOLD);
  const alarm = alarmOf(view);
  const next = due(view);
  const sections: (Section | undefined)[] = [
    alarm && { text: ['📢 ', ...alarm] },
    { text: [...standing(incident, now), ' ', ...people(incident)] },
    told.length > 0
      ? {
          text: told.flatMap((event, n): Span[] => [
            n > 0 ? '\n' : '',
            '• ',
            { time: event.at },
            ' ',
            ...shortened(narrate(event)),
          ]),
        }
      : undefined,
    next.length > 0 ? { text: [{ bold: 'Due next: ' }, ...next] } : undefined,
    { footnote: linkLine(links) },
  ];
  return {
    summary: headline(incident),
    heading: `${incident.id}: ${incident.title}`,
    accent: accentOf(incident),
    sections: sections.filter((section) => section !== undefined),
    elements: [
      incidentButton(incident.id, 'Everything', 'status'),
      incidentButton(incident.id, "Who's on it?", 'who'),
      ...(incident.status === 'open' ? [incidentButton(incident.id, 'Acknowledge', 'ack', 'primary')] : []),
    ],
  };
}
