import type { EscalationPolicy } from '../escalation/policy.ts';
import type { EscalationProgress } from '../escalation/progress.ts';
import type { SlaClock, SlaPolicy } from '../escalation/sla.ts';
import type { IncidentId } from './id.ts';
import type { Person, Role } from './person.ts';
import type { Severity } from './severity.ts';
import type { Status } from './status.ts';

/** Who did something and when (epoch milliseconds). */
export interface Mark {
  readonly by: Person;
  readonly at: number;
  readonly note?: string;
}

export interface Responder {
  readonly person: Person;
  readonly role?: Role;
  readonly since: number;
}

/** What is known of an incident at one moment. All times are epoch milliseconds. */
export interface Incident {
  readonly tenant: string;
  readonly id: IncidentId;
  readonly title: string;
  readonly severity: Severity;
  readonly status: Status;
  readonly team?: string;
  readonly service?: string;
  /** A private incident is seen only by its responders and by admins. */
  readonly private: boolean;
  readonly declared: Mark;
  /** The first acknowledgement; it stops the acknowledge clock for good. */
  readonly firstAcknowledged?: Mark;
  /** The acknowledgement in force; gone after an ack time-out or a reopening. */
  readonly acknowledged?: Mark;
  readonly mitigated?: Mark;
  readonly resolved?: Mark;
  readonly closed?: Mark;
  /** The newest status update; its note says how things stood. */
  readonly update?: Mark;
  readonly responders: readonly Responder[];
  /** Ids of the people whom the configuration invites into a private incident's channel; they are insiders. */
  readonly invited?: readonly string[];
  /** Ids of the people who were paged; of a private incident they are insiders. Absent while nobody was, and no channel. */
  readonly paged?: readonly string[];
  readonly escalation?: EscalationProgress;
  /** SLA clocks that have warned or breached already, so that each does so once. */
  readonly slaWarned: readonly SlaClock[];
  readonly slaBreached: readonly SlaClock[];
  /** When a person last did something; an ack time-out counts from here. */
  readonly lastActivityAt: number;
  /** Number of the last event; the read model never goes back behind it. */
  readonly sequence: number;
}

/** What of the configuration holds for one incident, frozen when it is declared. */
export interface ResponsePlan {
  readonly escalation?: EscalationPolicy;
  readonly sla: SlaPolicy;
}

/** @returns the responder who holds the role, if anybody does. */
export function holderOf(incident: Incident, role: Role): Person | undefined {
  return incident.responders.find((responder) => responder.role === role)?.person;
}
