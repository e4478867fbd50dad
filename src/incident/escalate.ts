import type { EscalationPolicy } from '../escalation/policy.ts';
import {
  BEFORE_FIRST_STEP,
  nextStep,
  type EscalationProgress,
  type NextStep,
} from '../escalation/progress.ts';
import type { EscalationCause, EventBody } from './event.ts';
import type { Incident, ResponsePlan } from './incident.ts';

function paged(
  policy: EscalationPolicy,
  next: NextStep,
  cause: EscalationCause,
  now: number,
  goesOn: boolean,
  note?: string,
): EventBody {
  return {
    type: 'escalated',
    policy: policy.name,
    step: next.index,
    steps: policy.steps.length,
    round: next.round,
    targets: next.step.targets,
    cause,
    ...(goesOn && { nextAt: now + next.step.delayMs }),
    ...(note && { note }),
  };
}

/** @returns the first step's page, at declaring and reopening; nothing without a policy. */
export function restartEscalation(plan: ResponsePlan, cause: EscalationCause, now: number): EventBody[] {
  const policy = plan.escalation;
  const first = policy && nextStep(policy, BEFORE_FIRST_STEP);
  return policy && first ? [paged(policy, first, cause, now, true)] : [];
}

/**
 * The next step, at once. When a person asks or an acknowledgement expired, a policy that is used up starts again
 * from its first step, because somebody must be reached; by itself it ends loudly.
 */
export function escalate(
  policy: EscalationPolicy,
  incident: Incident,
  cause: EscalationCause,
  now: number,
  note?: string,
): EventBody[] {
  const progress: Pick<EscalationProgress, 'step' | 'round'> = incident.escalation ?? BEFORE_FIRST_STEP;
  const next = nextStep(policy, progress);
  if (next) {
    const goesOn = cause !== 'asked' || incident.status === 'open';
    return [paged(policy, next, cause, now, goesOn, note)];
  }
  if (cause === 'not acknowledged') return [{ type: 'escalation_exhausted', policy: policy.name }];
  const first = nextStep(policy, BEFORE_FIRST_STEP);
  return first
    ? [paged(policy, first, cause, now, cause !== 'asked' || incident.status === 'open', note)]
    : [];
}
