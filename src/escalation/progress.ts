import type { EscalationCause } from './cause.ts';
import type { EscalationPolicy, EscalationStep } from './policy.ts';
import type { Hold } from './urgency.ts';

/** A step whose page waits for working hours. */
export interface HeldStep extends Hold {
  readonly step: number;
  /** Since when, epoch milliseconds. */
  readonly since: number;
  /** Why it is paged then. */
  readonly cause: EscalationCause;
}

/** How far an escalation has come. Times are epoch milliseconds. */
export interface EscalationProgress {
  readonly state: 'running' | 'stopped' | 'exhausted';
  /** Index of the step paged last; -1 before the first. */
  readonly step: number;
  /** 0 the first time through the steps of a policy, then 1 … repeat. */
  readonly round: number;
  /** When the next step is due; only while running. */
  readonly nextAt?: number;
  /** The step that is due then, where it waits for working hours. */
  readonly held?: HeldStep;
  /** When the hours open for which a page has waited already: no other waits for the same. */
  readonly waitedFor?: number;
}

export const BEFORE_FIRST_STEP = { step: -1, round: 0 } as const;

/** How far the steps have been gone through. */
export type Reached = Pick<EscalationProgress, 'step' | 'round'>;

export interface NextStep {
  readonly step: EscalationStep;
  readonly index: number;
  readonly round: number;
}

/** The steps of one policy among those of all that follow one another. */
export interface Stage {
  /** Name of the policy whose steps they are. */
  readonly policy: string;
  /** Index of its first step and of that behind its last. */
  readonly from: number;
  readonly end: number;
  readonly repeat: number;
  /** Index of the step from which repeats begin. */
  readonly repeatFrom: number;
}

/** @returns a policy and those that follow it, in order. */
export function stagesOf(policy: EscalationPolicy): Stage[] {
  const { name, steps, then = [] } = policy;
  return [{ ...policy, name, from: 0 }, ...then].map((one, index) => ({
    policy: one.name,
    from: one.from,
    end: then[index]?.from ?? steps.length,
    repeat: one.repeat,
    repeatFrom: one.repeatFrom ?? one.from,
  }));
}

/** @returns the policy to which a step belongs. */
export function stageOf(policy: EscalationPolicy, step: number): Stage | undefined {
  return stagesOf(policy).findLast(({ from }) => from <= step);
}

/** @returns the step that follows, or undefined when the policy, its repeats and those that follow it are used up. */
export function nextStep(policy: EscalationPolicy, reached: Reached): NextStep | undefined {
  const { step, round } = reached;
  const stage = stageOf(policy, step);
  const at = (index: number, inRound: number): NextStep | undefined => {
    const found = policy.steps[index];
    return found && { step: found, index, round: inRound };
  };
  // Before the first step.
  if (!stage) return at(0, 0);
  if (step + 1 < stage.end) return at(step + 1, round);
  return round < stage.repeat ? at(stage.repeatFrom, round + 1) : at(stage.end, 0);
}

/** @returns the step that follows the policy to which a step belongs, without any more repeats of it. */
export function stepAfterStage(policy: EscalationPolicy, { step }: Reached): NextStep | undefined {
  const stage = stageOf(policy, step);
  return stage && nextStep(policy, { step: stage.end - 1, round: stage.repeat });
}
