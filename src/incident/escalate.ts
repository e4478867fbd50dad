import { unmet } from '../escalation/condition.ts';
import { asWritten, type Due, type DueStep } from '../escalation/due-step.ts';
import { isReachable, pagedTargets, type EscalationPolicy } from '../escalation/policy.ts';
import {
  BEFORE_FIRST_STEP,
  nextStep,
  stageOf,
  stepAfterStage,
  type NextStep,
  type Reached,
} from '../escalation/progress.ts';
import { holdOf, urgencyOf, type UrgencyPlan, type Waiting } from '../escalation/urgency.ts';
import type { EscalationCause, EventBody } from './event.ts';
import type { Incident, ResponsePlan } from './incident.ts';
import { SEVERITIES, type Severity } from './severity.ts';

/** What is the same for all steps of one decision. */
interface Climb {
  readonly policy: EscalationPolicy;
  readonly urgency: UrgencyPlan | undefined;
  readonly incident: Incident;
  readonly cause: EscalationCause;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly due: Due;
  /** Whether the step after the one that is paged follows by itself. */
  readonly goesOn: boolean;
  readonly note?: string | undefined;
}

/** @returns which step it is, as events say it. */
function stepOf({ policy }: Climb, { index, round }: NextStep) {
  const stage = stageOf(policy, index)?.policy;
  return {
    policy: policy.name,
    ...(stage !== undefined && stage !== policy.name && { stage }),
    step: index,
    steps: policy.steps.length,
    round,
  };
}

function paged(climb: Climb, next: NextStep, { targets: named, onCall, hours }: DueStep): EventBody {
  const { incident, cause, now, goesOn, note } = climb;
  const held = incident.escalation?.held;
  const targets = pagedTargets(named, incident.private);
  const unreachable = !targets.some(isReachable);
  return {
    type: 'escalated',
    ...stepOf(climb, next),
    targets,
    ...(onCall.length > 0 && { onCall }),
    ...(hours.length > 0 && { hours }),
    cause,
    // Nobody can acknowledge whom nothing reached: the next step is not kept waiting.
    ...(goesOn && { nextAt: unreachable ? now : now + next.step.delayMs }),
    ...(note && { note }),
    ...(unreachable && { unreachable }),
    ...(held?.step === next.index && { heldSince: held.since }),
  };
}

/**
 * How a step waits if working hours are to be waited for. Who asks for a page does not wait. A page that waits already, and
 * whose hours were changed meanwhile, waits for what is left: in all no longer than it may.
 */
function waitingOf(
  { policy, urgency, incident, cause, now }: Climb,
  { step, index }: NextStep,
): Waiting | undefined {
  if (!urgency || cause === 'asked' || urgencyOf(urgency, step, incident.severity) === 'high')
    return undefined;
  const { atMostMs, hours } = urgency.waiting;
  const held = incident.escalation?.held;
  const left = held?.step === index ? atMostMs - (now - held.since) : atMostMs;
  return left > 0 ? { hours: policy.workingHours ?? hours, atMostMs: left } : undefined;
}

/** @returns that a step waits for working hours; undefined when it does not. */
function held(
  at: Climb,
  next: NextStep,
  waiting: Waiting | undefined,
  { hours }: DueStep,
  after: Reached,
): EventBody | undefined {
  const { incident, cause, now, note, urgency } = at;
  const { held: before, waitedFor } = incident.escalation ?? {};
  const waited = before && before.until <= now ? before.opensAt : waitedFor;
  const hold = waiting && holdOf(waiting, hours, waited);
  if (!hold) return undefined;
  return {
    type: 'page_held',
    ...stepOf(at, next),
    cause,
    hold,
    ...(hold.until < hold.opensAt && urgency && { atMostMs: urgency.waiting.atMostMs }),
    after: { step: after.step, round: after.round },
    hours,
    ...(note && { note }),
  };
}

/**
 * Pages the first step after some point that applies, and that reaches somebody where no other follows by itself.
 * @returns that page behind what is passed over, or that nothing is left.
 */
function climb(at: Climb, from: Reached): EventBody[] {
  const { policy, incident, due } = at;
  const passed = new Map<number, EventBody>();
  let after = from;
  let next = nextStep(policy, from);
  while (next) {
    const waiting = waitingOf(at, next);
    const found = due(next.step, waiting);
    const reasons = unmet(next.step.when, incident, found.hours);
    const page =
      reasons.length > 0 ? undefined : (held(at, next, waiting, found, after) ?? paged(at, next, found));
    const reaches = page && (page.type !== 'escalated' || !page.unreachable);
    if (page && (reaches || at.goesOn)) return [...passed.values(), page];
    if (passed.has(next.index)) {
      // All that is repeated is passed over: at this moment every other round comes to the same.
      next = stepAfterStage(policy, { step: next.index, round: next.round });
      continue;
    }
    const { hours } = found;
    const which = stepOf(at, next);
    passed.set(
      next.index,
      // No step follows by itself, and who asks for help is not left with one that reaches nobody.
      page
        ? { ...page, nextAt: at.now }
        : { type: 'step_skipped', ...which, reasons, ...(hours.length > 0 && { hours }) },
    );
    after = { step: next.index, round: next.round };
    next = nextStep(policy, after);
  }
  const noneApplies = passed.size > 0 && { noneApplies: true as const };
  return [...passed.values(), { type: 'escalation_exhausted', policy: policy.name, ...noneApplies }];
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
 * @returns the first page, at declaring and reopening; without a policy, that nobody is paged.
 */
export function restartEscalation(
  incident: Incident,
  plan: ResponsePlan,
  cause: EscalationCause,
  now: number,
  due: Due = asWritten,
): EventBody[] {
  const policy = plan.escalation;
  return policy && policy.steps.length > 0
    ? climb({ policy, urgency: plan.urgency, incident, cause, now, due, goesOn: true }, BEFORE_FIRST_STEP)
    : [{ type: 'nobody_paged', settings: policySettings(incident) }];
}

/**
 * The next step, at once. When a person asks or an acknowledgement expired, a policy that is used up starts again
 * from its first step, because somebody must be reached; by itself it ends loudly.
 * @param due who is paged by a step now.
 */
export function escalate(
  { escalation: policy, urgency }: ResponsePlan,
  incident: Incident,
  cause: EscalationCause,
  now: number,
  due: Due = asWritten,
  note?: string,
): EventBody[] {
  if (!policy) return [];
  const goesOn = cause !== 'asked' || incident.status === 'open';
  const at: Climb = { policy, urgency, incident, cause, now, due, goesOn, note };
  const from: Reached = incident.escalation ?? BEFORE_FIRST_STEP;
  const events = climb(at, from);
  const used = events.at(-1)?.type === 'escalation_exhausted';
  if (!used || cause === 'not acknowledged' || policy.steps.length === 0) return events;
  const again = climb(at, BEFORE_FIRST_STEP);
  if (again.at(-1)?.type === 'escalation_exhausted') return again;
  return [...events.filter(({ type }) => type === 'escalated'), ...again];
}

/**
 * The steps anew, when a severity was raised for which there are other steps, and nobody was left to be paged.
 * @param incident with its new severity. @param from the one before. @param due who is paged by a step now.
 */
export function escalateRaised(
  incident: Incident,
  plan: ResponsePlan,
  from: Severity,
  now: number,
  due: Due = asWritten,
): EventBody[] {
  const { severity, status, escalation } = incident;
  const raised = SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(from);
  const isNew = (plan.escalation?.steps ?? []).some(({ when }) => {
    const only = when?.severities;
    return only?.includes(severity) && !only.includes(from);
  });
  return raised && isNew && status === 'open' && escalation?.state === 'exhausted'
    ? restartEscalation(incident, plan, 'severity raised', now, due)
    : [];
}
