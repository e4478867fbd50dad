import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { utc } from '../../src/chat/text.ts';
import { span } from '../../src/incident/age.ts';
import type { Deadline } from '../../src/incident/deadline.ts';
import type { Incident } from '../../src/incident/incident.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import { SEARCH_ATTRIBUTES } from './messages.ts';

/** @returns the earliest SLA breach that is still ahead. */
function slaDueAt(deadlines: readonly Deadline[]): Date | null {
  const breaches = deadlines.filter((d) => d.name.endsWith('SLA breach')).map((d) => d.at);
  return breaches.length ? new Date(Math.min(...breaches)) : null;
}

/** By what the incident is found in Temporal. */
export function searchAttributes(
  incident: Incident,
  deadlines: readonly Deadline[],
): SearchAttributeUpdatePair[] {
  return [
    { key: SEARCH_ATTRIBUTES.tenant, value: incident.tenant },
    { key: SEARCH_ATTRIBUTES.severity, value: incident.severity },
    { key: SEARCH_ATTRIBUTES.status, value: incident.status },
    { key: SEARCH_ATTRIBUTES.team, value: incident.team ?? null },
    { key: SEARCH_ATTRIBUTES.service, value: incident.service ?? null },
    { key: SEARCH_ATTRIBUTES.slaDueAt, value: slaDueAt(deadlines) },
  ];
}

const escape = (text: string): string => text.replace(/[\\`*_{}[\]<>()#+!|~]/g, '\\$&');

/** The whole story in Markdown, for the reader of one workflow in the Temporal UI. */
export function currentDetails(view: IncidentView): string {
  const { incident, deadlines, problems, places = [] } = view;
  const lines = [
    `### ${incident.id} · ${incident.severity} · ${incident.status}`,
    escape(incident.title),
    '',
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
