import type { FoundOnCall } from '../escalation/due-step.ts';
import type { Target } from '../escalation/policy.ts';
import type { SlaClock } from '../escalation/sla.ts';
import type { Person, Role } from './person.ts';
import type { Quotation } from './quotation.ts';
import type { Severity } from './severity.ts';

/** Why a step was paged. */
export type EscalationCause =
  'declared' | 'not acknowledged' | 'asked' | 'acknowledgement expired' | 'reopened';

interface SlaNews {
  readonly clock: SlaClock;
  readonly dueAt: number;
  /** Nobody acknowledged, and nobody was ever paged to do so. */
  readonly nobodyPaged?: true;
}

/** What happened to an incident. Only these change it; together, in order, they are its timeline. */
export type EventBody =
  | { readonly type: 'declared'; readonly title: string; readonly severity: Severity }
  | { readonly type: 'acknowledged' }
  | { readonly type: 'acknowledgement_expired' }
  | { readonly type: 'mitigated'; readonly note?: string }
  | { readonly type: 'resolved'; readonly note?: string }
  | { readonly type: 'closed'; readonly note?: string }
  | { readonly type: 'reopened'; readonly note?: string }
  | {
      readonly type: 'escalated';
      readonly policy: string;
      readonly step: number;
      readonly steps: number;
      readonly round: number;
      readonly targets: readonly Target[];
      /** Who was on call by the schedules that the step names; absent when it names none. */
      readonly onCall?: readonly FoundOnCall[];
      readonly cause: EscalationCause;
      /** When the step after this one is due, epoch milliseconds. */
      readonly nextAt?: number;
      readonly note?: string;
      /** None of the step's own targets can be reached. */
      readonly unreachable?: true;
    }
  | {
      /** No escalation policy applies. */
      readonly type: 'nobody_paged';
      /** The settings of which each would have named one. */
      readonly settings: readonly string[];
    }
  | { readonly type: 'escalation_exhausted'; readonly policy: string }
  | { readonly type: 'assigned'; readonly person: Person; readonly role?: Role }
  | {
      readonly type: 'noted';
      /** Empty where only something is quoted. */
      readonly text: string;
      readonly quoted?: Quotation;
    }
  | { readonly type: 'update_posted'; readonly text: string }
  | { readonly type: 'joined' }
  | { readonly type: 'left' }
  | { readonly type: 'severity_changed'; readonly from: Severity; readonly to: Severity }
  | { readonly type: 'title_changed'; readonly from: string; readonly to: string }
  | ({ readonly type: 'sla_warning' } & SlaNews)
  | ({ readonly type: 'sla_breached' } & SlaNews)
  | {
      readonly type: 'notification_failed';
      readonly target: string;
      readonly code: string;
      readonly reason: string;
      /** Where it went instead; absent when nowhere was left. */
      readonly fallback?: string;
    }
  | {
      readonly type: 'channel_opened';
      readonly instance: string;
      readonly channel: string;
      readonly name: string;
    }
  | {
      readonly type: 'channel_failed';
      readonly instance: string;
      readonly code: string;
      readonly reason: string;
    }
  | {
      readonly type: 'invitation_failed';
      readonly instance: string;
      readonly person: Person;
      readonly code: string;
      readonly reason: string;
    }
  | { readonly type: 'command_ignored'; readonly command: string; readonly reason: string };

export type EventType = EventBody['type'];

export type IncidentEvent = EventBody & {
  /** 1, 2, 3 … without gaps within one incident. */
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: Person;
};
