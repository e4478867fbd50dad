import type { z } from 'zod';
import type { IncidentAlerts } from '../../incident/alerts.ts';
import type { Mark } from '../../incident/incident.ts';
import { formerKeys } from '../../incident/ticket-moves.ts';
import { shownTickets, type IncidentTicket } from '../../incident/ticket.ts';
import type { IncidentView } from '../../incident/view.ts';
import type { Links } from '../links.ts';
import type { incidentResource } from './schema.ts';

/** @param at epoch milliseconds. @returns ISO 8601 in UTC. */
export const iso = (at: number): string => new Date(at).toISOString();

export function markResource({ by, at, note, notPaged }: Mark) {
  return { by, at: iso(at), ...(note !== undefined && { note }), ...(notPaged && { notPaged }) };
}

function alertsResource({ integration, firing, heard, cause }: IncidentAlerts) {
  const { description, links = [] } = cause ?? {};
  return {
    ...{ integration, firing, heard },
    ...(description !== undefined && { description }),
    links: links.map((link) => ({ ...link })),
  };
}

/** @returns a ticket as the API shows it. */
export function toTicket(ticket: IncidentTicket) {
  const { tracker, key, url, by, at, turned, gone } = ticket;
  const formerly = formerKeys(ticket);
  return {
    tracker,
    key,
    url,
    by,
    at: iso(at),
    ...(turned && { turned: { status: turned.status, done: turned.done, at: iso(turned.at) } }),
    ...(formerly.length > 0 && { formerly: [...formerly] }),
    ...(gone && { gone }),
  };
}

/** An incident as the API shows it. */
export function toResource(
  view: Pick<IncidentView, 'incident' | 'deadlines' | 'problems' | 'sla'>,
  links: Links,
): z.output<typeof incidentResource> {
  const { incident } = view;
  const held = incident.escalation?.held;
  const { team, service, labels, acknowledged, mitigated, resolved, closed, update } = incident;
  return {
    id: incident.id,
    title: incident.title,
    severity: incident.severity,
    status: incident.status,
    ...(team !== undefined && { team }),
    ...(service !== undefined && { service }),
    ...(labels && { labels: { ...labels } }),
    ...(incident.alerts && { alerts: alertsResource(incident.alerts) }),
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
    ...(incident.status === 'open' && held && { held: { until: iso(held.until), local: held.local } }),
    slaBreached: [...incident.slaBreached],
    ...(view.sla && {
      sla: view.sla.map(({ clock, state, dueAt }) => ({
        clock,
        state,
        ...(dueAt !== undefined && { dueAt: iso(dueAt) }),
      })),
    }),
    ...(incident.tickets && { tickets: shownTickets(incident).map(toTicket) }),
    ...(incident.hold && { hold: markResource(incident.hold) }),
    problems: view.problems.map((problem) => ({ ...problem })),
    links: { ...links },
  };
}
