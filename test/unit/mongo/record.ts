import type { IncidentEvent } from '../../../src/incident/event.ts';
import type { Incident } from '../../../src/incident/incident.ts';
import { incidentId } from '../../../src/incident/id.ts';
import type { Person } from '../../../src/incident/person.ts';
import type { IncidentRecord } from '../../../src/incident/view.ts';

export const ANA: Person = { id: 'ana', name: 'Ana' };
export const BEN: Person = { id: 'ben', name: 'Ben' };

/** Epoch milliseconds of everything in these tests. */
export const AT = Date.UTC(2026, 2, 1, 12);

/** @returns an open incident as Ana declared it. */
export function incident(number: number, more: Partial<Incident> = {}): Incident {
  return {
    tenant: 'default',
    id: incidentId(number),
    title: `Incident ${number}`,
    severity: 'SEV-3',
    status: 'open',
    private: false,
    declared: { by: ANA, at: AT },
    responders: [],
    slaWarned: [],
    slaBreached: [],
    lastActivityAt: AT,
    sequence: 1,
    ...more,
  };
}

/** @returns the record of an incident as the workflow hands it to the read model. */
export function record(
  of: Incident,
  revision: number,
  events: readonly IncidentEvent[] = [],
  places: IncidentRecord['view']['places'] = [],
): IncidentRecord {
  return { revision, events, view: { incident: of, deadlines: [], problems: [], places } };
}

/** @returns notes with the sequences from `first` to `last`. */
export function notes(first: number, last: number): IncidentEvent[] {
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    type: 'noted',
    text: `note ${first + index}`,
    sequence: first + index,
    at: AT + first + index,
    by: ANA,
  }));
}
