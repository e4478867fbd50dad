import type { Deadline } from './deadline.ts';
import type { IncidentEvent } from './event.ts';
import type { Incident } from './incident.ts';
import type { SlaStanding } from './sla-standing.ts';

/** A target that could not be reached, until it can be again. */
export interface Problem {
  readonly target: string;
  readonly code: string;
  readonly reason: string;
}

/** A channel that shows the incident, with the address of its card once posted. */
export interface CardPlace {
  readonly instance: string;
  readonly channel: string;
  readonly card?: string;
  /** Made for this incident alone: commands typed there need no id. */
  readonly own: boolean;
}

/** A runbook that is offered for an incident as it stands. */
export interface ShownRunbook {
  readonly name: string;
  readonly title: string;
  /** How often it was ordered for this incident until now. */
  readonly nth: number;
}

/** What people see of an incident: the read model, the card, the status reply. */
export interface IncidentView {
  readonly incident: Incident;
  readonly deadlines: readonly Deadline[];
  readonly problems: readonly Problem[];
  /** How many steps its escalation policy has; absent without a policy. */
  readonly steps?: number;
  /** A page was delivered to somebody for whom it was, since pages were last called off. */
  readonly reached?: true;
  readonly places?: readonly CardPlace[];
  /** How its SLA clocks stand, those without a target left out. */
  readonly sla?: readonly SlaStanding[];
  /** Runbooks that its card offers now; absent where none is bound to it. */
  readonly runbooks?: readonly ShownRunbook[];
}

/** Events together with the view after the last of them, as they are written to the read model. */
export interface IncidentRecord {
  /** Counts the records of one incident; a late one never replaces a newer one. */
  readonly revision: number;
  readonly view: IncidentView;
  readonly events: readonly IncidentEvent[];
}
