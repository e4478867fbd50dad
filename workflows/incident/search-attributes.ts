import type { SearchAttributePair, SearchAttributeUpdatePair } from '@temporalio/common';
import { deadlines, type Deadline } from '../../src/incident/deadline.ts';
import { newIncident } from '../../src/incident/evolve.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { SEARCH_ATTRIBUTES, type IncidentInput } from './messages.ts';

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

/**
 * By what a new incident is found before a worker has seen it.
 * @param now epoch milliseconds.
 */
export function firstSearchAttributes(
  { tenant, id, declaration, plan }: IncidentInput,
  now: number,
): SearchAttributePair[] {
  const incident = newIncident(tenant, id, declaration, now);
  return searchAttributes(incident, deadlines(incident, plan)).filter(
    (pair): pair is SearchAttributePair => pair.value !== null,
  );
}
