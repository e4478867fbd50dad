import type { z } from 'zod';
import type { Mark } from '../../incident/incident.ts';
import type { IncidentView } from '../../incident/view.ts';
import type { Links } from '../links.ts';
import type { incidentResource } from './schema.ts';

/** @param at epoch milliseconds. @returns ISO 8601 in UTC. */
export const iso = (at: number): string => new Date(at).toISOString();

export function markResource({ by, at, note }: Mark) {
  return { by, at: iso(at), ...(note !== undefined && { note }) };
}

/** An incident as the API shows it. */
export function toResource(
  view: Pick<IncidentView, 'incident' | 'deadlines' | 'problems'>,
  links: Links,
): z.output<typeof incidentResource> {
  const { incident } = view;
  const { team, service, acknowledged, mitigated, resolved, closed, update } = incident;
  return {
    id: incident.id,
    title: incident.title,
    severity: incident.severity,
    status: incident.status,
    ...(team !== undefined && { team }),
    ...(service !== undefined && { service }),
    private: incident.private,
    declared: markResource(incident.declared),
    ...(acknowledged && { acknowledged: markResource(acknowledged) }),
    ...(mitigated && { mitigated: markResource(mitigated) }),
    ...(resolved && { resolved: markResource(resolved) }),
    ...(closed && { closed: markResource(closed) }),
    ...(update && { update: markResource(update) }),
    responders: incident.responders.map(({ person, role, since }) => ({
      person,
      since: iso(since),
      ...(role && { role }),
    })),
    deadlines: view.deadlines.map(({ name, at }) => ({ name, at: iso(at) })),
    slaBreached: [...incident.slaBreached],
    problems: view.problems.map((problem) => ({ ...problem })),
    links: { ...links },
  };
}
