import type { FoundHours } from './found-hours.ts';
import type { Waiting } from './urgency.ts';
import {
  targetName,
  type EscalationStep,
  type PersonTarget,
  type ScheduleTarget,
  type Target,
} from './policy.ts';

/** Who was on call by a schedule when a step of it was paged. */
export interface FoundOnCall {
  /** The key in the configuration. */
  readonly schedule: string;
  readonly name: string;
  /** Ids of people. Nobody: a gap, or no such schedule any more. */
  readonly people: readonly string[];
  /** Those of them who are on call by an override; absent when nobody is. */
  readonly byOverride?: readonly string[];
  /** When that changes, epoch milliseconds. */
  readonly until?: number;
  /** The configuration has no such schedule any more. */
  readonly unknown?: true;
}

/** A step with those whom it pages at this moment. */
export interface DueStep {
  readonly targets: readonly Target[];
  readonly onCall: readonly FoundOnCall[];
  /** The business hours on which it depends whether it applies, as they are now. */
  readonly hours: readonly FoundHours[];
}

/**
 * What a step that is due comes to.
 * @param waiting given where the page would wait for working hours.
 */
export type Due = (step: EscalationStep, waiting?: Waiting) => DueStep;

/** Who is on call by one schedule, with the ways in which they are reached. */
export interface OnCallNow extends Omit<FoundOnCall, 'people'> {
  readonly people: readonly PersonTarget[];
}

/** @returns the schedules of which must be known who is on call before the step can be paged. */
export function schedulesOf(step: EscalationStep): ScheduleTarget[] {
  return step.targets.filter((target) => target.kind === 'schedule');
}

/** Business hours to be looked up. */
export interface WantedHours {
  readonly hours: string;
  /** How long a page waits for them at most, in milliseconds. */
  readonly atMostMs?: number;
}

/** @returns the business hours of which must be known whether they are open before the step can be paged. */
export function hoursOf({ when }: EscalationStep, waiting?: Waiting): WantedHours[] {
  const condition = when?.hours && when.hours.hours !== waiting?.hours ? [{ hours: when.hours.hours }] : [];
  return waiting ? [...condition, waiting] : condition;
}

/** @returns the step with people in place of schedules; somebody who is named more than once is paged once. */
export function dueStep(
  step: EscalationStep,
  found: readonly OnCallNow[],
  hours: readonly FoundHours[] = [],
): DueStep {
  const targets = step.targets.flatMap((target): readonly Target[] =>
    target.kind === 'schedule'
      ? (found.find(({ schedule }) => schedule === target.schedule)?.people ?? [])
      : [target],
  );
  const seen = new Set<string>();
  return {
    targets: targets.filter((target) => {
      if (target.kind === 'channel') return true;
      const name = targetName(target);
      if (seen.has(name)) return false;
      seen.add(name);
      return true;
    }),
    onCall: found.map(({ people, ...rest }) => ({ ...rest, people: people.map(({ person }) => person.id) })),
    hours,
  };
}

/** The step as it is written: schedules, of which nothing is known, stand for nobody. */
export const asWritten: Due = (step) => dueStep(step, []);
