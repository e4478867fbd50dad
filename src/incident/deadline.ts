import { asWritten, type Due } from '../escalation/due-step.ts';
import { slaDue, SLA_CLOCKS, type SlaClock } from '../escalation/sla.ts';
import { escalate } from './escalate.ts';
import type { EventBody } from './event.ts';
import type { Incident, ResponsePlan } from './incident.ts';
import { isActive } from './status.ts';

export type DeadlineName =
  'escalation' | 'acknowledgement expiry' | `${SlaClock} SLA warning` | `${SlaClock} SLA breach`;

/** An instant at which Muster itself acts unless somebody does before. */
export interface Deadline {
  readonly name: DeadlineName;
  /** Epoch milliseconds; in the past means at once. */
  readonly at: number;
}

function clockRuns(incident: Incident, clock: SlaClock): boolean {
  return clock === 'acknowledge'
    ? !incident.firstAcknowledged && incident.status === 'open'
    : isActive(incident.status);
}

/** Every instant at which something is due in the incident's present state: a function of the state alone. */
export function deadlines(incident: Incident, plan: ResponsePlan): Deadline[] {
  const due: Deadline[] = [];
  if (incident.status === 'open' && incident.escalation?.nextAt !== undefined) {
    due.push({ name: 'escalation', at: incident.escalation.nextAt });
  }
  if (incident.status === 'acknowledged' && plan.escalation?.ackTimeoutMs !== undefined) {
    due.push({ name: 'acknowledgement expiry', at: incident.lastActivityAt + plan.escalation.ackTimeoutMs });
  }
  for (const clock of SLA_CLOCKS) {
    const instants = slaDue(plan.sla, clock, incident.severity, incident.declared.at);
    if (!instants || !clockRuns(incident, clock) || incident.slaBreached.includes(clock)) continue;
    if (!incident.slaWarned.includes(clock) && instants.warnAt < instants.dueAt) {
      due.push({ name: `${clock} SLA warning`, at: instants.warnAt });
    }
    due.push({ name: `${clock} SLA breach`, at: instants.dueAt });
  }
  return due;
}

/**
 * What follows when a deadline is reached.
 * @param now epoch milliseconds, at or after the deadline.
 * @param due who is paged by an escalation step now.
 * @returns nothing when the deadline no longer stands.
 */
export function reach(
  incident: Incident,
  plan: ResponsePlan,
  name: DeadlineName,
  now: number,
  due: Due = asWritten,
): EventBody[] {
  const deadline = deadlines(incident, plan).find((d) => d.name === name);
  if (!deadline || deadline.at > now) return [];
  if (name === 'escalation')
    return plan.escalation ? escalate(plan.escalation, incident, 'not acknowledged', now, due) : [];
  if (name === 'acknowledgement expiry') {
    const reopened: Incident = { ...incident, status: 'open' };
    const pages = plan.escalation
      ? escalate(plan.escalation, reopened, 'acknowledgement expired', now, due)
      : [];
    return [{ type: 'acknowledgement_expired' }, ...pages];
  }
  const clock = SLA_CLOCKS.find((c) => name.startsWith(c));
  const instants = clock && slaDue(plan.sla, clock, incident.severity, incident.declared.at);
  if (!instants) return [];
  // After a long outage or a graver severity both can be due: the breach alone is news.
  const breached = name.endsWith('breach') || instants.dueAt <= now;
  const nobodyPaged = clock === 'acknowledge' && incident.paged === undefined;
  return [
    {
      type: breached ? 'sla_breached' : 'sla_warning',
      clock,
      dueAt: instants.dueAt,
      ...(nobodyPaged && { nobodyPaged }),
    },
  ];
}
