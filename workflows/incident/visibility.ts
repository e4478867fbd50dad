import { alarmOf } from '../../src/chat/alarm.ts';
import { plain, utc } from '../../src/chat/text.ts';
import { span } from '../../src/incident/age.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import { escaped as escape } from '../markdown.ts';

/** The whole story in Markdown, for the reader of one workflow in the Temporal UI. */
export function currentDetails(view: IncidentView): string {
  const { incident, deadlines, problems, places = [] } = view;
  const alarm = alarmOf(view);
  const lines = [
    `### ${incident.id} · ${incident.severity} · ${incident.status}`,
    escape(incident.title),
    '',
    ...(alarm ? [`**${escape(plain(alarm))}**`, ''] : []),
    `- declared ${utc(incident.declared.at)} by ${escape(incident.declared.by.name)}`,
    ...(['acknowledged', 'mitigated', 'resolved', 'closed'] as const).flatMap((word) => {
      const mark = incident[word];
      return mark
        ? [
            `- ${word} ${utc(mark.at)} by ${escape(mark.by.name)}, after ${span(mark.at - incident.declared.at)}`,
          ]
        : [];
    }),
    ...incident.responders.map(({ person, role }) => `- ${role ?? 'responder'}: ${escape(person.name)}`),
    ...deadlines.map((deadline) => `- next: **${deadline.name}** at ${utc(deadline.at)}`),
    ...(incident.escalation
      ? [
          `- escalation ${incident.escalation.state}, step ${incident.escalation.step + 1} of ${view.steps ?? '?'}`,
        ]
      : []),
    ...places.map((place) => `- shown in ${escape(`${place.instance}/${place.channel}`)}`),
    ...problems.map(
      (problem) => `- **problem** with ${escape(problem.target)}: ${problem.code}, ${escape(problem.reason)}`,
    ),
  ];
  return lines.join('\n');
}
