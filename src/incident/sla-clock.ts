import { slaDue, type CountedClock, type SlaClock, type SlaDue } from '../escalation/sla.ts';
import type { Incident, ResponsePlan } from './incident.ts';
import { isActive } from './status.ts';

/** Is somebody still to do what the clock measures? */
export function clockRuns(incident: Incident, clock: CountedClock): boolean {
  switch (clock) {
    case 'acknowledge':
      return !incident.firstAcknowledged && incident.status === 'open';
    case 'mitigate':
      return incident.status === 'open' || incident.status === 'acknowledged';
    case 'resolve':
    case 'update':
      return isActive(incident.status);
  }
}

/** Does the clock stand still? That to acknowledge never does: waiting for others is no reason to leave people paged. */
export function isHeld(incident: Incident, clock: CountedClock): boolean {
  return incident.hold !== undefined && clock !== 'acknowledge';
}

/** @returns when a clock warns and breaches by what is known now; undefined without a target. */
export function clockDue(incident: Incident, plan: ResponsePlan, clock: CountedClock): SlaDue | undefined {
  const { severity, declared, holds = [], updateFrom = declared.at } = incident;
  const from = clock === 'update' ? updateFrom : declared.at;
  return slaDue(plan.sla, clock, severity, from, clock === 'acknowledge' ? [] : holds);
}

/** @returns the warnings that were not given yet, the earliest first. */
export function warningsLeft(incident: Incident, clock: SlaClock, due: SlaDue): SlaDue['warnings'] {
  const warned = incident.slaWarnedParts?.[clock] ?? (incident.slaWarned.includes(clock) ? 1 : undefined);
  return due.warnings.filter(({ part, at }) => at < due.dueAt && (warned === undefined || part > warned));
}
