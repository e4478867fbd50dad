import { holderOf, type Incident } from '../incident/incident.ts';
import type { CardPlace } from '../incident/view.ts';

/** What templates of runbooks know of an incident, as `incident.<name>`. None of it is a secret. */
export const INCIDENT_FACTS = [
  'id',
  'title',
  'severity',
  'status',
  'service',
  'team',
  'labels',
  'private',
  'commander',
  'declared_by',
  'channel',
  'page',
] as const;

export type IncidentFacts = Readonly<Partial<Record<(typeof INCIDENT_FACTS)[number], unknown>>>;

/**
 * @param places where it is shown. @param page address of its page.
 * @returns the incident as templates know it: what it has not is left out. `channel` is its own: `main-slack/C123`.
 */
export function factsOf(incident: Incident, places: readonly CardPlace[] = [], page?: string): IncidentFacts {
  const { id, title, severity, status, service, team, labels = {}, private: hidden, declared } = incident;
  const commander = holderOf(incident, 'commander')?.name;
  const own = places.find((place) => place.own);
  return {
    id,
    title,
    severity,
    status,
    labels,
    private: hidden,
    declared_by: declared.by.name,
    ...(service !== undefined && { service }),
    ...(team !== undefined && { team }),
    ...(commander !== undefined && { commander }),
    ...(own && { channel: `${own.instance}/${own.channel}` }),
    ...(page !== undefined && { page }),
  };
}
