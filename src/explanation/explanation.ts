import type { LedgerEntry } from '../chat/ledger.ts';
import type { Unmet } from '../escalation/condition.ts';
import type { FoundOnCall } from '../escalation/due-step.ts';
import type { FoundHours } from '../escalation/found-hours.ts';
import type { OutlinedTarget, PolicyOutline } from '../escalation/policy-outline.ts';
import type { CallingOff } from '../incident/calling-off.ts';
import type { EscalationCause, SlaReason } from '../incident/event.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Person } from '../incident/person.ts';

/** What called pages off: who did what, and when (epoch milliseconds). */
export interface Ending extends Pick<CallingOff, 'type' | 'by' | 'at'> {
  /** People were paged, and they were not among them. */
  readonly notPaged?: true;
}

/** One way by which a page was sent or tried, as the ledger has it. All times are epoch milliseconds. */
export interface ExplainedDelivery extends Omit<LedgerEntry, 'tenant' | 'incident'> {
  /** A channel that takes what cannot be delivered where it should. */
  readonly fallback: boolean;
}

/**
 * What became of a page.
 * - `reached`: the platform took it where it was meant to go.
 * - `told elsewhere`: only a fallback channel took it.
 * - `called off`: nothing was sent before it was called off.
 * - `uncertain`: called off while an attempt was under way of which nobody knows the outcome.
 * - `not delivered`: every way that was tried has failed so far.
 * - `no way`: there is no way of contact.
 * - `under way`: nothing is known to have been sent yet.
 */
export const PAGE_OUTCOMES = [
  'reached',
  'told elsewhere',
  'called off',
  'uncertain',
  'not delivered',
  'no way',
  'under way',
] as const;
export type PageOutcome = (typeof PAGE_OUTCOMES)[number];

/** One target of one step. */
export interface ExplainedPage extends Omit<OutlinedTarget, 'kind'> {
  /** Absent for what is no person. */
  readonly person?: Person;
  /** Names of the schedules by which the person was on call, and whether by an override. */
  readonly duties: readonly {
    readonly schedule: string;
    readonly name: string;
    readonly override: boolean;
  }[];
  readonly outcome: PageOutcome;
  /** In the order in which they were tried. */
  readonly deliveries: readonly ExplainedDelivery[];
  /** Set unless something was sent before. */
  readonly calledOff?: Ending;
  /** Why the way that should have worked did not, as the timeline has it. */
  readonly trouble?: { readonly code: string; readonly reason: string; readonly fallback?: string };
}

/** What became of the step after one that was paged. */
export type NextStep =
  /** It is still to come. */
  | { readonly kind: 'due' }
  | { readonly kind: 'came'; readonly at: number }
  /** Somebody asked for it before. */
  | { readonly kind: 'asked for'; readonly at: number; readonly by: Person }
  | { readonly kind: 'called off'; readonly ending: Ending }
  | { readonly kind: 'used up'; readonly at: number };

/** One step that was paged, or that found nobody to page. */
export interface ExplainedStep {
  /** Of its event on the timeline. */
  readonly sequence: number;
  readonly at: number;
  /** When it was due; the same as `at` where nobody waited for it. */
  readonly dueAt: number;
  readonly policy: string;
  /** Name of the policy that follows it and to which the step belongs. */
  readonly stage?: string;
  /** From 0. */
  readonly step: number;
  readonly steps: number;
  readonly round: number;
  readonly cause: EscalationCause;
  /** The news of an SLA target because of which a step of another policy was paged, beside the escalation. */
  readonly sla?: SlaReason;
  /** Who asked for it; Muster itself otherwise. */
  readonly by: Person;
  readonly note?: string;
  /** Since when it had waited for working hours, epoch milliseconds. */
  readonly heldSince?: number;
  readonly onCall: readonly FoundOnCall[];
  /** The business hours on which it depended whether the step applies. */
  readonly hours: readonly FoundHours[];
  readonly pages: readonly ExplainedPage[];
  /** None of its own targets could be reached. */
  readonly unreachable: boolean;
  /** Who acknowledged without having been paged, where the policy goes on until somebody does who was. */
  readonly notCounted: readonly { readonly by: Person; readonly at: number }[];
  /** When the next step was to follow without an acknowledgement, and what became of that. */
  readonly next?: { readonly dueAt: number } & NextStep;
}

/** Somebody whom the policy names and who was not paged. */
export type NotPaged =
  | { readonly kind: 'no policy'; readonly at: number; readonly settings: readonly string[] }
  | {
      readonly kind: 'not reached';
      /** From 0. */
      readonly step: number;
      readonly targets: readonly OutlinedTarget[];
      /** Absent while the step may still come. */
      readonly ending?: Ending;
      /** Until when it waits for working hours, epoch milliseconds. */
      readonly heldUntil?: number;
    }
  | {
      /** The step did not apply when its turn came. */
      readonly kind: 'passed over';
      readonly step: number;
      readonly round: number;
      readonly at: number;
      /** Empty where the policy was not noted. */
      readonly targets: readonly OutlinedTarget[];
      readonly reasons: readonly Unmet[];
      /** Name of the policy, where it is one that an SLA target pages. */
      readonly policy?: string;
    }
  | {
      /** A private incident is told to no channel. */
      readonly kind: 'private';
      readonly step: number;
      readonly targets: readonly OutlinedTarget[];
    }
  | {
      /** Nobody was on call, or there is no such schedule any more. */
      readonly kind: 'gap';
      readonly step: number;
      readonly schedule: string;
      readonly name: string;
      readonly unknown: boolean;
      readonly at: number;
      /** Name of the policy, where it is one that an SLA target pages. */
      readonly policy?: string;
    }
  | {
      /** An SLA target was to page a policy of which no step applies and reaches somebody. */
      readonly kind: 'SLA';
      readonly policy: string;
      readonly reason: SlaReason;
      readonly at: number;
    };

/** Why an incident's pages were sent, or were not. */
export interface Explanation {
  readonly incident: IncidentId;
  /** Absent where no policy applies, and for incidents from before it was noted. */
  readonly policy?: PolicyOutline;
  /** Those that its SLA targets page. */
  readonly slaPolicies?: readonly PolicyOutline[];
  /** In the order in which they were paged. */
  readonly steps: readonly ExplainedStep[];
  readonly notPaged: readonly NotPaged[];
  /** Nobody acknowledged, and the policy was used up; epoch milliseconds. */
  readonly exhaustedAt?: number;
  /** Pages in the ledger of whose step the timeline does not tell (yet). */
  readonly untold: readonly ExplainedDelivery[];
}
