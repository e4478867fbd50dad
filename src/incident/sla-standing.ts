import { COUNTED_CLOCKS, type CountedClock } from '../escalation/sla.ts';
import type { Incident, ResponsePlan } from './incident.ts';
import { clockDue, clockRuns, isHeld } from './sla-clock.ts';

/** How one clock of an incident stands. */
export interface SlaStanding {
  readonly clock: CountedClock;
  /** `update` runs on after a late status update; it has been breached all the same. */
  readonly state: 'running' | 'held' | 'met' | 'breached';
  /** When it breaches or has breached, epoch milliseconds; absent while it is held. */
  readonly dueAt?: number;
}

/** @returns the clocks for which the incident's severity has a target. */
export function slaStanding(incident: Incident, plan: ResponsePlan): SlaStanding[] {
  return COUNTED_CLOCKS.flatMap((clock): SlaStanding[] => {
    const due = clockDue(incident, plan, clock);
    if (!due) return [];
    const runs = clockRuns(incident, clock);
    if (isBreached(incident, clock)) return [{ clock, state: 'breached', dueAt: due.dueAt }];
    if (runs && isHeld(incident, clock)) return [{ clock, state: 'held' }];
    return [{ clock, state: runs ? 'running' : 'met', dueAt: due.dueAt }];
  });
}

function isBreached(incident: Incident, clock: CountedClock): boolean {
  return clock === 'update' ? (incident.updatesLate ?? 0) > 0 : incident.slaBreached.includes(clock);
}
