import type { Person } from '../incident/person.ts';

/** A named connection to a chat platform, such as `main-slack`. */
export type InstanceName = string;

/** A channel as configuration names it: `#critical` or a platform's channel id. */
export interface ChannelTarget {
  readonly kind: 'channel';
  readonly instance: InstanceName;
  readonly channel: string;
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
}

/** Who is paged, in which order, until somebody acknowledges. Frozen into an incident when it is declared. */
export interface EscalationPolicy {
  readonly name: string;
  readonly steps: readonly EscalationStep[];
  /** How often the steps are gone through again after the first time. */
  readonly repeat: number;
  /** After an acknowledgement nothing moved for so long (milliseconds): the escalation resumes. Absent: never. */
  readonly ackTimeoutMs?: number;
}

/** @returns a target's stable name, part of the idempotency key of everything sent to it. */
export function targetName(target: StepTarget): string {
  if (target.kind === 'schedule') return `schedule/${target.schedule}`;
  return target.kind === 'channel' ? `${target.instance}/${target.channel}` : `person/${target.person.id}`;
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
  if (target.kind === 'person') return target.person.name;
  if (target.kind === 'schedule') return `who is on call for ${target.name}`;
  return target.channel.startsWith('#') ? target.channel : `#${target.channel}`;
}
