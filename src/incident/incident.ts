import type { Labels } from '../escalation/condition.ts';
import type { PendingSlaPage } from '../escalation/pending-sla-page.ts';
import type { EscalationPolicy } from '../escalation/policy.ts';
import type { EscalationProgress } from '../escalation/progress.ts';
import type { SlaClock, SlaPolicy } from '../escalation/sla.ts';
import type { UrgencyPlan } from '../escalation/urgency.ts';
import type { Break } from '../escalation/working-time.ts';
import type { IncidentAlerts } from './alerts.ts';
import type { IncidentId } from './id.ts';
import type { Person, Role } from './person.ts';
import type { Severity } from './severity.ts';
import type { Status } from './status.ts';
import type { IncidentTicket } from './ticket.ts';

/** Who did something and when (epoch milliseconds). */
export interface Mark {
  readonly by: Person;
  readonly at: number;
  readonly note?: string;
  /** Of an acknowledgement: people were paged, and they were not among them. */
  readonly notPaged?: true;
}

/** A web page that somebody put on the incident, and when (epoch milliseconds). */
export interface WebLink {
  readonly url: string;
  readonly title?: string;
  readonly by: Person;
  readonly at: number;
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
  /** What else was said of it when it was declared. */
  readonly labels?: Labels;
  /** Set when alerts opened it. */
  readonly alerts?: IncidentAlerts;
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
  /** When whoever acknowledged was last reminded of it. */
  readonly remindedAt?: number;
  /** The greatest part of each target of which was warned; absent for a clock that a version before warned of. */
  readonly slaWarnedParts?: Readonly<Partial<Record<SlaClock, number>>>;
  /** What SLA targets have to page still, the earliest first; absent where nothing ever was. */
  readonly slaPages?: readonly PendingSlaPage[];
  /** From when on the next status update is waited for; absent: from declaring on. */
  readonly updateFrom?: number;
  /** How often a status update was late. */
  readonly updatesLate?: number;
  /** Set while the incident waits for a third party: who put it on hold, when and why. */
  readonly hold?: Mark;
  /** Earlier times on hold, one after the other. */
  readonly holds?: readonly Break[];
  /** Web pages that people put on it, oldest first; absent while there are none. */
  readonly links?: readonly WebLink[];
  /** Tickets of bug trackers that are kept in step with it; absent while there are none. */
  readonly tickets?: readonly IncidentTicket[];
  /** Keys of the changes that mention it and stand on its timeline, so that each does once; absent while there are none. */
  readonly changes?: readonly string[];
  /** How often runbooks were ordered for it, by their names; absent while none was. */
  readonly runbooks?: Readonly<Record<string, number>>;
  /** When a person last did something; an ack time-out counts from here. */
  readonly lastActivityAt: number;
  /** Number of the last event; the read model never goes back behind it. */
  readonly sequence: number;
}

/** What of the configuration holds for one incident, frozen when it is declared. */
export interface ResponsePlan {
  readonly escalation?: EscalationPolicy;
  /** Absent where no page ever waits for working hours. */
  readonly urgency?: UrgencyPlan;
  readonly sla: SlaPolicy;
  /** The escalation policies that SLA targets page, by their keys; absent where they page none. */
  readonly slaPolicies?: Readonly<Record<string, SlaPagedPolicy>>;
}

/** An escalation policy that is paged by SLA targets. */
export interface SlaPagedPolicy {
  readonly policy: EscalationPolicy;
  /** Short hash of what it says. */
  readonly version: string;
}

/** @returns the responder who holds the role, if anybody does. */
export function holderOf(incident: Incident, role: Role): Person | undefined {
  return incident.responders.find((responder) => responder.role === role)?.person;
}
