import type { Person } from '../incident/person.ts';
import type { StepCondition } from './condition.ts';
import type { PageUrgency } from './urgency.ts';

/** A named connection to a chat platform, such as `main-slack`. */
export type InstanceName = string;

/** A channel as configuration names it: `#critical` or a platform's channel id. */
export interface ChannelTarget {
  readonly kind: 'channel';
  readonly instance: InstanceName;
  readonly channel: string;
  /** What it is called where it is no channel of a chat: an e-mail address, `webhook ops`. */
  readonly label?: string;
}

/** A person with the ways to reach them, the preferred first. */
export interface PersonTarget {
  readonly kind: 'person';
  readonly person: Person;
  readonly contacts: readonly {
    readonly instance: InstanceName;
    readonly user: string;
    /** Linked by the person themselves, who may have ended that since. */
    readonly linked?: true;
  }[];
  /** The step names this one way of theirs alone. */
  readonly only?: InstanceName;
}

/** Whoever is on call by a schedule when the step is paged. */
export interface ScheduleTarget {
  readonly kind: 'schedule';
  /** The key in the configuration. */
  readonly schedule: string;
  readonly name: string;
}

/** Who or what is paged. */
export type Target = ChannelTarget | PersonTarget;

/** What a step names. */
export type StepTarget = Target | ScheduleTarget;

export interface EscalationStep {
  readonly targets: readonly StepTarget[];
  /** How long to wait for an acknowledgement before the next step, in milliseconds. */
  readonly delayMs: number;
  /** Looked at when the step is due; one that does not apply is passed over at once. Absent: it always applies. */
  readonly when?: StepCondition;
  /** Beats what service and severity say. */
  readonly urgency?: PageUrgency;
}

/** A policy that follows another one: its steps stand behind those of the first. */
export interface FollowingPolicy {
  readonly name: string;
  /** Index of its first step. */
  readonly from: number;
  readonly repeat: number;
  /** Index of the step from which its repeats begin. Absent: its first. */
  readonly repeatFrom?: number;
}

/** Who is paged, in which order, until somebody acknowledges. Frozen into an incident when it is declared. */
export interface EscalationPolicy {
  readonly name: string;
  /** Its own, and behind them those of the policies that follow. */
  readonly steps: readonly EscalationStep[];
  /** How often its own steps are gone through again after the first time. */
  readonly repeat: number;
  /** Index of the step from which repeats begin. Absent: the first. */
  readonly repeatFrom?: number;
  /** The policies that follow when nobody has acknowledged, in order. */
  readonly then?: readonly FollowingPolicy[];
  /** After an acknowledgement nothing moved for so long (milliseconds): the escalation resumes. Absent: never. */
  readonly ackTimeoutMs?: number;
  /** So long before that, in milliseconds, whoever acknowledged is reminded. Absent: nobody is. */
  readonly ackReminderMs?: number;
  /** Whose acknowledgement stops the paging: everybody's, or that of those whom it has paged. Absent: everybody's. */
  readonly ackBy?: 'paged';
  /** Key of the business hours for which its pages of low urgency wait. Absent: those that hold for all. */
  readonly workingHours?: string;
}

/** @returns a target's stable name, part of the idempotency key of everything sent to it. */
export function targetName(target: StepTarget): string {
  if (target.kind === 'schedule') return `schedule/${target.schedule}`;
  if (target.kind === 'channel') return `${target.instance}/${target.channel}`;
  return `person/${target.person.id}${target.only === undefined ? '' : `/${target.only}`}`;
}

/**
 * @returns those of a step's targets that are paged. A private incident is told to no channel: whoever reads along there
 * is no insider.
 */
export function pagedTargets<T extends StepTarget>(targets: readonly T[], isPrivate: boolean): readonly T[] {
  return isPrivate ? targets.filter(({ kind }) => kind !== 'channel') : targets;
}

/** Is there any way to reach this target? */
export function isReachable(target: Target): boolean {
  return target.kind === 'channel' || target.contacts.length > 0;
}

/** @returns what a target is called in sentences: `Ana`, `#critical`. */
export function targetLabel(target: StepTarget): string {
  if (target.kind === 'person') {
    return target.only === undefined ? target.person.name : `${target.person.name} (${target.only})`;
  }
  if (target.kind === 'schedule') return `who is on call for ${target.name}`;
  if (target.label !== undefined) return target.label;
  return target.channel.startsWith('#') ? target.channel : `#${target.channel}`;
}
