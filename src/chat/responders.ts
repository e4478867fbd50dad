import { pagedTargets, targetLabel, type EscalationPolicy } from '../escalation/policy.ts';
import { nextStep } from '../escalation/progress.ts';
import { span } from '../incident/age.ts';
import type { IncidentEvent } from '../incident/event.ts';
import type { IncidentView } from '../incident/view.ts';
import { alarmOf } from './alarm.ts';
import { accentOf } from './card.ts';
import { incidentButton } from './card-elements.ts';
import { linkLine, type CardLinks } from './links.ts';
import type { Message } from './message.ts';
import { plain, type Text } from './text.ts';

type Escalated = Extract<IncidentEvent, { type: 'escalated' }>;

const names = (list: readonly string[]): string =>
  list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} and ${list.at(-1) ?? ''}`;

function onIt({ incident }: IncidentView): Text {
  if (incident.responders.length === 0) return [{ bold: 'Nobody is on it yet.' }];
  return incident.responders.flatMap(({ person, role, since }, n): Text => [
    n > 0 ? '\n• ' : '• ',
    { bold: person.name },
    `${role ? `, ${role}` : ''}, since `,
    { time: since },
    incident.acknowledged?.by.id === person.id ? ' (acknowledged)' : '',
  ]);
}

/** Who is paged next: by the policy in force, when that still has as many steps as the one of the incident. */
function next(
  view: IncidentView,
  last: Escalated | undefined,
  policies: ReadonlyMap<string, EscalationPolicy>,
): Text {
  const due = view.deadlines.find(({ name }) => name === 'escalation');
  const progress = view.incident.escalation;
  const policy = last && policies.get(last.policy);
  const step =
    policy && progress && policy.steps.length === view.steps ? nextStep(policy, progress) : undefined;
  const who = step ? pagedTargets(step.step.targets, view.incident.private).map(targetLabel) : [];
  if (!due) return [];
  if (policy && progress && !step && policy.steps.length === view.steps)
    return ['Nobody is left to be paged: the escalation policy is used up at ', { time: due.at }, '.'];
  return [
    'Paged next, at ',
    { time: due.at },
    `, unless somebody acknowledges: ${who.length > 0 ? names(who) : `step ${(progress?.step ?? -1) + 2}`}.`,
  ];
}

function sofar(last: Escalated | undefined, now: number): Text {
  if (!last || last.targets.length === 0) return [];
  return [
    `Paged last, ${span(now - last.at)} ago: ${names(last.targets.map(targetLabel))} (step ${last.step + 1} of ${last.steps}). `,
  ];
}

/**
 * Who is on an incident, who was paged last and who is next.
 * @param events the newest of them, oldest first. @param policies those in force, by name. @param now epoch milliseconds.
 */
export function respondersMessage(
  view: IncidentView,
  events: readonly IncidentEvent[],
  policies: ReadonlyMap<string, EscalationPolicy>,
  links: CardLinks,
  now: number,
): Message {
  const { incident } = view;
  const last = events.findLast((event): event is Escalated => event.type === 'escalated' && !event.sla);
  const paging = [...sofar(last, now), ...next(view, last, policies)];
  const alarm = alarmOf(view);
  const text = onIt(view);
  return {
    summary: `${incident.id}: ${plain(text).replace(/\n?• /g, ' ').trim()}`,
    heading: `Who is on ${incident.id}: ${incident.title}`,
    accent: accentOf(incident),
    sections: [
      ...(alarm ? [{ text: ['📢 ', ...alarm] }] : []),
      { text },
      ...(paging.length > 0 ? [{ text: paging }] : []),
      { footnote: linkLine(links) },
    ],
    elements:
      incident.status === 'open'
        ? [
            incidentButton(incident.id, 'Acknowledge', 'ack', 'primary'),
            incidentButton(incident.id, 'Join', 'join'),
          ]
        : incident.status === 'closed'
          ? []
          : [incidentButton(incident.id, 'Join', 'join')],
  };
}
