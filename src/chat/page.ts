import type { EscalationCause, IncidentEvent } from '../incident/event.ts';
import { slaCause, stepLabel } from '../incident/narrate.ts';
import type { Severity } from '../incident/severity.ts';
import type { IncidentView } from '../incident/view.ts';
import { accentOf, causeSections } from './card.ts';
import { incidentButton, openButtons } from './card-elements.ts';
import { linkLine, type CardLinks } from './links.ts';
import type { Message } from './message.ts';
import { standingSection } from './standing.ts';
import type { Text } from './text.ts';

type Escalated = Extract<IncidentEvent, { type: 'escalated' }>;

function why(event: Escalated, severity: Severity): string {
  if (event.sla) return `You are told ${slaCause(event.sla)}`;
  const reasons: Record<EscalationCause, string> = {
    declared: 'It was just declared',
    'not acknowledged': 'Nobody acknowledged so far',
    asked: `${event.by.name} asked for you`,
    'acknowledgement expired': 'It was acknowledged, but then nothing was done for too long',
    reopened: 'It was reopened',
    'severity raised': `Its severity was raised to ${severity}`,
    'SLA warning': 'An SLA target is about to be missed',
    'SLA breach': 'An SLA target was missed',
  };
  return reasons[event.cause];
}

/** What somebody who is paged gets: what is wrong, why it reaches them, what happens otherwise, and how to stop it. */
export function pageMessage(view: IncidentView, event: Escalated, links: CardLinks): Message {
  const { incident } = view;
  const open = incident.status === 'open';
  const wanted: Text =
    open && event.nextAt !== undefined
      ? [' ', { bold: 'Acknowledge before ' }, { time: event.nextAt }, ', or the escalation goes on.']
      : open
        ? [' ', { bold: 'Acknowledge' }, ' to say that you are on it.']
        : [];
  const place = [incident.service, incident.team].filter((word) => word !== undefined).join(', ');
  const { stage: _, ...ofItself } = event;
  const summary = `You are paged: ${incident.id} ${incident.severity}: ${incident.title}`;
  return {
    summary,
    heading: summary,
    accent: accentOf(incident),
    sections: [
      { text: [`${why(event, incident.severity)}.`, ...wanted] },
      standingSection(incident, event.at),
      ...causeSections(incident),
      ...(event.note ? [{ text: [{ bold: `${event.by.name}: ` }, event.note] }] : []),
      {
        footnote: [
          `${place ? `${place} · ` : ''}declared by ${incident.declared.by.name} at `,
          { time: incident.declared.at },
          ` · escalation policy ${event.policy}, ${stepLabel(event.sla ? ofItself : event)}`,
        ],
      },
      { footnote: linkLine(links) },
    ],
    elements: open ? openButtons(view) : [incidentButton(incident.id, 'Join', 'join', 'primary')],
  };
}
