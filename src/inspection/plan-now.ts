import type { Deadline } from '../incident/deadline.ts';
import type { Incident } from '../incident/incident.ts';

/** What a running incident says that it will do. Times are epoch milliseconds. */
export interface PlanNow extends Planned {
  /** Pages of which nobody has been reached yet: since when each target is paged. */
  readonly paging: readonly { readonly target: string; readonly since: number }[];
  /** Sequence of the newest event in the records, and when the oldest one happened that is not there. */
  readonly recorded: number;
  readonly unrecordedSince?: number;
}

/** What of an incident tells whether it has a next step. The read model has it too. */
export interface Planned {
  readonly incident: Pick<Incident, 'status' | 'private' | 'declared' | 'lastActivityAt' | 'escalation'>;
  readonly deadlines: readonly Deadline[];
  /** How many steps its escalation policy has; absent without a policy. */
  readonly steps?: number;
}
