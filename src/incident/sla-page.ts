import { unmet } from '../escalation/condition.ts';
import { asWritten, type Due } from '../escalation/due-step.ts';
import { isReachable, pagedTargets } from '../escalation/policy.ts';
import type { EventBody } from './event.ts';
import type { Incident, ResponsePlan } from './incident.ts';

/**
 * Makes the page that an SLA target asks for: one step, once, whatever the step waits for otherwise. Repeats, working
 * hours and policies that follow are those of an escalation, which this is not.
 * @param now epoch milliseconds. @param due who is paged by a step now.
 * @returns the page behind what is passed over, or that nobody is paged; nothing where no page is asked for.
 */
export function slaPage(
  incident: Incident,
  plan: ResponsePlan,
  now: number,
  due: Due = asWritten,
): EventBody[] {
  const [wanted] = incident.slaPages ?? [];
  if (!wanted) return [];
  const { clock, news, dueAt, policy: key } = wanted;
  const sla = { clock, news, dueAt };
  const policy = plan.slaPolicies?.[key]?.policy;
  const steps = policy?.steps.slice(0, policy.then?.[0]?.from) ?? [];
  const events: EventBody[] = [];
  for (const [index, step] of steps.entries()) {
    if (wanted.step !== undefined && wanted.step !== index) continue;
    const { targets: named, onCall, hours } = due(step);
    const which = { policy: key, stage: key, step: index, steps: steps.length, round: 0, sla };
    const found = hours.length > 0 && { hours };
    const reasons = unmet(step.when, incident, hours);
    if (reasons.length > 0) {
      events.push({ type: 'step_skipped', ...which, ...found, reasons });
      continue;
    }
    const targets = pagedTargets(named, incident.private);
    const unreachable = !targets.some(isReachable);
    const isLast = wanted.step !== undefined || index === steps.length - 1;
    events.push({
      type: 'escalated',
      ...which,
      ...found,
      targets,
      ...(onCall.length > 0 && { onCall }),
      cause: `SLA ${news}`,
      ...(unreachable && { unreachable }),
      ...(unreachable && !isLast && { nextAt: now }),
    });
    if (!unreachable) return events;
  }
  return [...events, { type: 'sla_nobody_paged', policy: key, sla }];
}
