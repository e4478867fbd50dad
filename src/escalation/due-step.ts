import type { EscalationStep, PersonTarget, ScheduleTarget, Target } from './policy.ts';

/** Who was on call by a schedule when a step of it was paged. */
export interface FoundOnCall {
  /** The key in the configuration. */
  readonly schedule: string;
  readonly name: string;
  /** Ids of people. Nobody: a gap, or no such schedule any more. */
  readonly people: readonly string[];
  /** When that changes, epoch milliseconds. */
  readonly until?: number;
  /** The configuration has no such schedule any more. */
  readonly unknown?: true;
}

/** A step with those whom it pages at this moment. */
export interface DueStep {
  readonly targets: readonly Target[];
  readonly onCall: readonly FoundOnCall[];
}

/** What a step that is due comes to. */
export type Due = (step: EscalationStep) => DueStep;

/** Who is on call by one schedule, with the ways in which they are reached. */
export interface OnCallNow extends Omit<FoundOnCall, 'people'> {
  readonly people: readonly PersonTarget[];
}

/** @returns the schedules of which must be known who is on call before the step can be paged. */
export function schedulesOf(step: EscalationStep): ScheduleTarget[] {
  return step.targets.filter((target) => target.kind === 'schedule');
}

/** @returns the step with people in place of schedules; somebody who is named more than once is paged once. */
export function dueStep(step: EscalationStep, found: readonly OnCallNow[]): DueStep {
  const targets = step.targets.flatMap((target): readonly Target[] =>
    target.kind === 'schedule'
      ? (found.find(({ schedule }) => schedule === target.schedule)?.people ?? [])
      : [target],
  );
  const seen = new Set<string>();
  return {
    targets: targets.filter((target) => {
      if (target.kind === 'channel') return true;
      if (seen.has(target.person.id)) return false;
      seen.add(target.person.id);
      return true;
    }),
    onCall: found.map(({ people, ...rest }) => ({ ...rest, people: people.map(({ person }) => person.id) })),
  };
}

/** The step as it is written: schedules, of which nothing is known, stand for nobody. */
export const asWritten: Due = (step) => dueStep(step, []);
