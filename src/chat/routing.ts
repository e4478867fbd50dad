import type { ChannelTarget, PersonTarget } from '../escalation/policy.ts';
import type { Severity } from '../incident/severity.ts';

/** A channel made for the incident on one provider instance. */
export interface IncidentChannelPlan {
  readonly instance: string;
  /** `{id}`, `{number}`, `{severity}`, `{team}`, `{service}`, `{title}`, `{date}` are filled in. */
  readonly nameTemplate: string;
  readonly private: boolean;
  readonly invite: readonly PersonTarget[];
  readonly archiveAtClose: boolean;
}

/** Who hears of an incident, frozen when it is declared. */
export interface RoutingPlan {
  /** Channels by severity, the team's own among them. */
  readonly announce: Readonly<Record<Severity, readonly ChannelTarget[]>>;
  readonly channels: readonly IncidentChannelPlan[];
  /** Where a message goes whose own target is gone for good, in order. */
  readonly fallback: readonly ChannelTarget[];
}
