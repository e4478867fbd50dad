import type { EscalationCause } from '../escalation/cause.ts';
import type { Labels, Unmet } from '../escalation/condition.ts';
import type { FoundOnCall } from '../escalation/due-step.ts';
import type { FoundHours } from '../escalation/found-hours.ts';
import type { PolicyOutline } from '../escalation/policy-outline.ts';
import type { Reached } from '../escalation/progress.ts';
import type { Hold } from '../escalation/urgency.ts';
import type { Target } from '../escalation/policy.ts';
import type { SlaAudience, SlaClock, SlaNewsKind, SlaPage } from '../escalation/sla.ts';
import type { AlertNews } from './alerts.ts';
import type { ChangeNews } from '../git/news.ts';
import type { Moment, RunbookRef } from '../runbook/runbook.ts';
import type { Person, Role } from './person.ts';
import type { Quotation } from './quotation.ts';
import type { RunNews } from './run-news.ts';
import type { Severity } from './severity.ts';
import type { COMMENTINGS, TicketRef } from './ticket.ts';

export type { EscalationCause } from '../escalation/cause.ts';

interface SlaNews {
  readonly clock: SlaClock;
  readonly dueAt: number;
  /** Who is told; absent: the channels, aloud. */
  readonly tell?: readonly SlaAudience[];
  /** Nobody acknowledged, and nobody was ever paged to do so. */
  readonly nobodyPaged?: true;
  /** Who is to be paged because of it; absent where nobody is. */
  readonly pages?: readonly SlaPage[];
}

/** The news of an SLA target because of which a step is paged, beside the incident's own escalation. */
export interface SlaReason {
  readonly clock: SlaClock;
  readonly news: SlaNewsKind;
  /** When the target is or was missed, epoch milliseconds. */
  readonly dueAt: number;
}

/** Which step of an escalation policy an event is about. */
interface StepNews {
  /** Name of the policy of the incident. */
  readonly policy: string;
  /** Name of the policy that follows it and to which the step belongs; absent when it is its own. */
  readonly stage?: string;
  /** Index among the steps of the policy and of those that follow it, and how many these are. */
  readonly step: number;
  readonly steps: number;
  readonly round: number;
  /** The business hours on which it depended whether the step applies; absent when it depends on none. */
  readonly hours?: readonly FoundHours[];
  /** Set on a step of another policy than the incident's, which is paged by an SLA target: the escalation stays where it is. */
  readonly sla?: SlaReason;
}

/** What happened to an incident. Only these change it; together, in order, they are its timeline. */
export type EventBody =
  | {
      readonly type: 'declared';
      readonly title: string;
      readonly severity: Severity;
      readonly labels?: Labels;
      /** The escalation policy that holds for the incident from now on; absent when none does. */
      readonly policy?: PolicyOutline;
      /** The policies that its SLA targets page; absent where they page none. */
      readonly slaPolicies?: readonly PolicyOutline[];
    }
  | {
      readonly type: 'acknowledged';
      /** People were paged, and who acknowledged was not among them. */
      readonly notPaged?: true;
    }
  | {
      /** Somebody who was not paged acknowledged, and the policy goes on until somebody does who was. */
      readonly type: 'acknowledgement_not_counted';
      readonly policy: string;
    }
  | {
      /** Nothing was done for long: who acknowledged is asked before paging resumes. */
      readonly type: 'acknowledgement_reminded';
      readonly person: Person;
      /** When paging resumes, epoch milliseconds. */
      readonly expiresAt: number;
    }
  | { readonly type: 'acknowledgement_expired' }
  | { readonly type: 'mitigated'; readonly note?: string }
  | { readonly type: 'resolved'; readonly note?: string }
  | { readonly type: 'closed'; readonly note?: string }
  | { readonly type: 'reopened'; readonly note?: string }
  | ({
      readonly type: 'escalated';
      readonly targets: readonly Target[];
      /** Who was on call by the schedules that the step names; absent when it names none. */
      readonly onCall?: readonly FoundOnCall[];
      readonly cause: EscalationCause;
      /** When the step after this one is due, epoch milliseconds. */
      readonly nextAt?: number;
      readonly note?: string;
      /** None of the step's own targets can be reached. */
      readonly unreachable?: true;
      /** Since when it had waited for working hours, epoch milliseconds. */
      readonly heldSince?: number;
    } & StepNews)
  | ({
      /** A step of low urgency waits for working hours. */
      readonly type: 'page_held';
      readonly cause: EscalationCause;
      readonly hold: Hold;
      /** The longest that it may wait, in milliseconds, where that is sooner than the hours. */
      readonly atMostMs?: number;
      /** How far the steps before it have been gone through. */
      readonly after: Reached;
      readonly note?: string;
    } & StepNews)
  | ({
      /** A step does not apply. */
      readonly type: 'step_skipped';
      readonly reasons: readonly Unmet[];
    } & StepNews)
  | {
      /** No escalation policy applies. */
      readonly type: 'nobody_paged';
      /** The settings of which each would have named one. */
      readonly settings: readonly string[];
    }
  | {
      readonly type: 'escalation_exhausted';
      readonly policy: string;
      /** There were steps left, and none of them applies. */
      readonly noneApplies?: true;
      /** A page had been delivered to somebody for whom it was. */
      readonly reached?: true;
    }
  | { readonly type: 'assigned'; readonly person: Person; readonly role?: Role }
  | {
      readonly type: 'noted';
      /** Empty where only something is quoted. */
      readonly text: string;
      readonly quoted?: Quotation;
    }
  | { readonly type: 'update_posted'; readonly text: string }
  /** Somebody put the address of a web page on the incident. */
  | { readonly type: 'linked'; readonly url: string; readonly title?: string }
  /** Git servers told of commits, pull requests or deployments that mention the incident. */
  | { readonly type: 'changes_mentioned'; readonly changes: readonly ChangeNews[] }
  /** A ticket of a bug tracker is kept in step with the incident from now on; `made` for it. */
  | { readonly type: 'ticket_kept'; readonly ticket: TicketRef; readonly made?: true }
  /** What became of the incident cannot be told to a bug tracker. Without `ticket` none could be made. */
  | {
      readonly type: 'ticket_failed';
      readonly tracker: string;
      readonly ticket?: TicketRef;
      readonly code: string;
      readonly reason: string;
    }
  /** Somebody commented in the tracker, or changed or deleted what was said there. */
  | {
      readonly type: 'ticket_commented';
      readonly ticket: TicketRef;
      readonly what: (typeof COMMENTINGS)[number];
      /** As the tracker knows the comment. */
      readonly comment: string;
      /** By the tracker's clock, epoch milliseconds. */
      readonly changedAt: number;
      readonly text?: string;
    }
  /** Somebody changed the status of the ticket in the tracker. */
  | {
      readonly type: 'ticket_turned';
      readonly ticket: TicketRef;
      /** As the tracker calls it. */
      readonly status: string;
      readonly done: boolean;
      /** By the tracker's clock, epoch milliseconds. */
      readonly changedAt: number;
    }
  /** Somebody moved the ticket within the tracker: it is `ticket` now and was `from`. */
  | {
      readonly type: 'ticket_moved';
      readonly ticket: TicketRef;
      readonly from: Pick<TicketRef, 'key' | 'url'>;
      /** By the tracker's clock, epoch milliseconds. */
      readonly changedAt: number;
    }
  | { readonly type: 'ticket_deleted'; readonly ticket: TicketRef }
  /** The ticket stays as it is, and is not kept in step any more. */
  | { readonly type: 'ticket_unlinked'; readonly ticket: TicketRef }
  /** Something was run in the incident's channel, or what was has ended. */
  | ({ readonly type: 'run_changed' } & Omit<RunNews, 'by'>)
  /** A runbook that was to be run by itself was not. */
  | {
      readonly type: 'runbook_not_run';
      readonly runbook: RunbookRef & { readonly on: Moment };
      readonly code: string;
      readonly reason: string;
    }
  | { readonly type: 'joined' }
  | { readonly type: 'left' }
  | { readonly type: 'severity_changed'; readonly from: Severity; readonly to: Severity }
  | { readonly type: 'title_changed'; readonly from: string; readonly to: string }
  /** `part` of the target is over; absent in events of versions that had but one. */
  | ({ readonly type: 'sla_warning'; readonly part?: number } & SlaNews)
  | ({ readonly type: 'sla_breached' } & SlaNews)
  | {
      /** A policy that an SLA target pages has no step that applies and reaches somebody. */
      readonly type: 'sla_nobody_paged';
      readonly policy: string;
      readonly sla: SlaReason;
    }
  /** The time for a status update is over. */
  | { readonly type: 'update_due'; readonly dueAt: number }
  /** The incident waits for a third party. */
  | { readonly type: 'put_on_hold'; readonly note?: string }
  /** `limit`: the hold lasted as long as it may. */
  | {
      readonly type: 'taken_off_hold';
      readonly note?: string;
      readonly heldMs: number;
      readonly limit?: true;
    }
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
  /** What the alerts of which the incident was made do. */
  | ({ readonly type: 'alerts_changed' } & Omit<AlertNews, 'ask' | 'note' | 'severity'>)
  | { readonly type: 'command_ignored'; readonly command: string; readonly reason: string };

export type EventType = EventBody['type'];

export type IncidentEvent = EventBody & {
  /** 1, 2, 3 … without gaps within one incident. */
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: Person;
};
