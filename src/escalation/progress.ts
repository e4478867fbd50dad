import type { EscalationPolicy, EscalationStep } from './policy.ts';

/** How far an escalation has come. Times are epoch milliseconds. */
export interface EscalationProgress {
  readonly state: 'running' | 'stopped' | 'exhausted';
  /** Index of the step paged last; -1 before the first. */
  readonly step: number;
  /** 0 the first time through the steps, then 1 … repeat. */
  readonly round: number;
  /** When the next step is due; only while running. */
  readonly nextAt?: number;
}

export const BEFORE_FIRST_STEP = { step: -1, round: 0 } as const;

export interface NextStep {
  readonly step: EscalationStep;
  readonly index: number;
  readonly round: number;
}

/** @returns the step that follows, or undefined when policy and repeats are used up. */
export function nextStep(
  policy: EscalationPolicy,
  progress: Pick<EscalationProgress, 'step' | 'round'>,
): NextStep | undefined {
  const wrap = progress.step + 1 >= policy.steps.length;
  const index = wrap ? 0 : progress.step + 1;
  const round = wrap ? progress.round + 1 : progress.round;
  const step = policy.steps[index];
  return step && round <= policy.repeat ? { step, index, round } : undefined;
}
