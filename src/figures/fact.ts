import type { CountedClock } from '../escalation/sla.ts';
import type { IncidentEvent } from '../incident/event.ts';
import type { Incident, Mark } from '../incident/incident.ts';
import { insidersOf } from '../incident/insiders.ts';
import type { Person } from '../incident/person.ts';
import type { Severity } from '../incident/severity.ts';
import { isActive } from '../incident/status.ts';
import type { IncidentView } from '../incident/view.ts';

/** What became of a clock: `open` while that is not known. */
export type ClockOutcome = 'met' | 'breached' | 'open';

/** Who did something, and when in epoch milliseconds. */
export interface Deed {
  readonly by: Person;
  readonly at: number;
}

/** What of one incident counts in the figures. Short, for ten thousand are read at once. */
export interface Fact {
  /** The incident's running number. */
  readonly number: number;
  readonly severity: Severity;
  readonly team?: string;
  readonly service?: string;
  /** Is somebody still expected to do something? */
  readonly active: boolean;
  /** Ids of the people who see it; absent for an incident that is not private. */
  readonly insiders?: readonly string[];
  /** Epoch milliseconds. */
  readonly declaredAt: number;
  readonly acknowledged?: Deed;
  readonly mitigated?: Deed;
  /** Absent while the incident is reopened. */
  readonly resolved?: Deed;
  readonly clocks: Readonly<Partial<Record<CountedClock, ClockOutcome>>>;
}

/** People who were paged at once. */
export interface Paged {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly people: readonly Person[];
}

/** A fact with all pages of its incident. */
export interface Counted extends Fact {
  readonly pages: readonly Paged[];
}

/** Events after which the figures may be others. */
const COUNTS: ReadonlySet<IncidentEvent['type']> = new Set<IncidentEvent['type']>([
  'declared',
  'acknowledged',
  'mitigated',
  'resolved',
  'closed',
  'reopened',
  'severity_changed',
  'sla_breached',
  'update_due',
  'escalated',
]);

/** Events that bring somebody among those who see a private incident. */
const ENLISTS: ReadonlySet<IncidentEvent['type']> = new Set<IncidentEvent['type']>([
  'assigned',
  'joined',
  'left',
]);

/** @returns whether these events change a fact or add a page. */
export function counts(incident: Pick<Incident, 'private'>, events: readonly IncidentEvent[]): boolean {
  return events.some(({ type }) => COUNTS.has(type) || (incident.private && ENLISTS.has(type)));
}

const deed = (mark: Mark | undefined): Deed | undefined => mark && { by: mark.by, at: mark.at };

/** @returns what counts of an incident as it stands. What was resolved at once was mitigated by that. */
export function factOf({ incident, sla = [] }: IncidentView): Fact {
  const { team, service, severity } = incident;
  const acknowledged = deed(incident.firstAcknowledged);
  const resolved = deed(incident.resolved);
  const mitigated = deed(incident.mitigated) ?? resolved;
  return {
    number: Number(incident.id.slice('INC-'.length)),
    severity,
    ...(team !== undefined && { team }),
    ...(service !== undefined && { service }),
    active: isActive(incident.status),
    ...(incident.private && { insiders: insidersOf(incident) }),
    declaredAt: incident.declared.at,
    ...(acknowledged && { acknowledged }),
    ...(mitigated && { mitigated }),
    ...(resolved && { resolved }),
    clocks: Object.fromEntries(
      sla.map(({ clock, state }): [CountedClock, ClockOutcome] => [
        clock,
        state === 'met' || state === 'breached' ? state : 'open',
      ]),
    ),
  };
}

/** @returns the people whom an event paged; undefined when it paged nobody. Channels are no people. */
export function pagedBy(event: IncidentEvent): Paged | undefined {
  if (event.type !== 'escalated' || event.unreachable) return undefined;
  const people = event.targets.flatMap((target) =>
    target.kind === 'person' && target.contacts.length > 0 ? [target.person] : [],
  );
  return people.length > 0 ? { at: event.at, people } : undefined;
}
