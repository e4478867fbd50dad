import { asWritten, type Due } from '../escalation/due-step.ts';
import { isReachable, pagedTargets, type EscalationPolicy } from '../escalation/policy.ts';
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
  incident: Incident,
  next: NextStep,
  cause: EscalationCause,
  now: number,
  goesOn: boolean,
  due: Due,
  note?: string,
): EventBody {
  const { targets: named, onCall } = due(next.step);
  const targets = pagedTargets(named, incident.private);
  const unreachable = !targets.some(isReachable);
  return {
    type: 'escalated',
    policy: policy.name,
    step: next.index,
    steps: policy.steps.length,
    round: next.round,
    targets,
    ...(onCall.length > 0 && { onCall }),
    cause,
    // Nobody can acknowledge whom nothing reached: the next step is not kept waiting.
    ...(goesOn && { nextAt: unreachable ? now : now + next.step.delayMs }),
    ...(note && { note }),
    ...(unreachable && { unreachable }),
  };
}

/** @returns the settings of which each would give incidents like this one an escalation policy. */
export function policySettings({ service, team }: Pick<Incident, 'service' | 'team'>): string[] {
  return [
    ...(service === undefined ? [] : [`services.${service}.escalation`]),
    ...(team === undefined ? [] : [`teams.${team}.escalation`]),
    'defaults.escalation',
  ];
}

/**
 * @param due who is paged by a step now.
 * @returns the first step's page, at declaring and reopening; without a policy, that nobody is paged.
 */
export function restartEscalation(
  incident: Incident,
  plan: ResponsePlan,
  cause: EscalationCause,
  now: number,
  due: Due = asWritten,
): EventBody[] {
  const policy = plan.escalation;
  const first = policy && nextStep(policy, BEFORE_FIRST_STEP);
  return policy && first
    ? [paged(policy, incident, first, cause, now, true, due)]
    : [{ type: 'nobody_paged', settings: policySettings(incident) }];
}

/**
 * The next step, at once. When a person asks or an acknowledgement expired, a policy that is used up starts again
 * from its first step, because somebody must be reached; by itself it ends loudly.
 * @param due who is paged by a step now.
 */
export function escalate(
  policy: EscalationPolicy,
  incident: Incident,
  cause: EscalationCause,
  now: number,
  due: Due = asWritten,
  note?: string,
): EventBody[] {
  const progress: Pick<EscalationProgress, 'step' | 'round'> = incident.escalation ?? BEFORE_FIRST_STEP;
  const next = nextStep(policy, progress);
  if (next) {
    const goesOn = cause !== 'asked' || incident.status === 'open';
    return [paged(policy, incident, next, cause, now, goesOn, due, note)];
  }
  if (cause === 'not acknowledged') return [{ type: 'escalation_exhausted', policy: policy.name }];
  const first = nextStep(policy, BEFORE_FIRST_STEP);
  return first
    ? [paged(policy, incident, first, cause, now, cause !== 'asked' || incident.status === 'open', due, note)]
    : [];
}
