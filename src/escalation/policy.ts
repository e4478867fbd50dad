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

export type Target = ChannelTarget | PersonTarget;

export interface EscalationStep {
  readonly targets: readonly Target[];
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
export function targetName(target: Target): string {
  return target.kind === 'channel' ? `${target.instance}/${target.channel}` : `person/${target.person.id}`;
}

/**
 * @returns the targets of a step that are paged. A private incident is told to no channel: whoever reads along there
 * is no insider.
 */
export function pagedTargets(step: EscalationStep, isPrivate: boolean): readonly Target[] {
  return isPrivate ? step.targets.filter(({ kind }) => kind === 'person') : step.targets;
}

/** Is there any way to reach this target? */
export function isReachable(target: Target): boolean {
  return target.kind === 'channel' || target.contacts.length > 0;
}

/** @returns what a target is called in sentences: `Ana`, `#critical`. */
export function targetLabel(target: Target): string {
  if (target.kind === 'person') return target.person.name;
  return target.channel.startsWith('#') ? target.channel : `#${target.channel}`;
}
