import { asWritten, type Due } from '../escalation/due-step.ts';
import type { EscalationCause } from '../escalation/cause.ts';
import { urgencyOf } from '../escalation/urgency.ts';
import { SLA_CLOCKS, type SlaClock } from '../escalation/sla.ts';
import { escalate } from './escalate.ts';
import type { EventBody } from './event.ts';
import type { Incident, ResponsePlan } from './incident.ts';
import { slaPage } from './sla-page.ts';
import { clockDue, clockRuns, isHeld, warningsLeft } from './sla-clock.ts';

export type DeadlineName =
  | 'escalation'
  | 'acknowledgement reminder'
  | 'acknowledgement expiry'
  | `${SlaClock} SLA warning`
  | `${SlaClock} SLA breach`
  | 'status update'
  | 'SLA page'
  | 'hold limit';

/** An instant at which Muster itself acts unless somebody does before. */
export interface Deadline {
  readonly name: DeadlineName;
  /** Epoch milliseconds; in the past means at once. */
  readonly at: number;
}

/** A page that waits for working hours waits no longer once the severity makes it urgent. */
function escalationAt(
  { escalation, severity, lastActivityAt }: Incident,
  plan: ResponsePlan,
  at: number,
): number {
  const step = escalation?.held && plan.escalation?.steps[escalation.held.step];
  return step && urgencyOf(plan.urgency, step, severity) === 'high' ? Math.min(at, lastActivityAt) : at;
}

/** Every instant at which something is due in the incident's present state: a function of the state alone. */
export function deadlines(incident: Incident, plan: ResponsePlan): Deadline[] {
  const due: Deadline[] = [];
  if (incident.status === 'open' && incident.escalation?.nextAt !== undefined) {
    due.push({ name: 'escalation', at: escalationAt(incident, plan, incident.escalation.nextAt) });
  }
  if (incident.status === 'acknowledged' && !incident.hold && plan.escalation?.ackTimeoutMs !== undefined) {
    const { ackTimeoutMs, ackReminderMs } = plan.escalation;
    const at = incident.lastActivityAt + ackTimeoutMs;
    const reminded = (incident.remindedAt ?? -Infinity) >= incident.lastActivityAt;
    if (ackReminderMs !== undefined && incident.acknowledged && !reminded)
      due.push({ name: 'acknowledgement reminder', at: at - ackReminderMs });
    due.push({ name: 'acknowledgement expiry', at });
  }
  for (const clock of SLA_CLOCKS) {
    if (!clockRuns(incident, clock) || isHeld(incident, clock)) continue;
    const instants = clockDue(incident, plan, clock);
    if (!instants || incident.slaBreached.includes(clock)) continue;
    const [warning] = warningsLeft(incident, clock, instants);
    if (warning) due.push({ name: `${clock} SLA warning`, at: warning.at });
    due.push({ name: `${clock} SLA breach`, at: instants.dueAt });
  }
  const [page] = incident.slaPages ?? [];
  if (page) due.push({ name: 'SLA page', at: page.since });
  const update = clockDue(incident, plan, 'update');
  if (update && clockRuns(incident, 'update') && !isHeld(incident, 'update')) {
    due.push({ name: 'status update', at: update.dueAt });
  }
  if (incident.hold && plan.sla.maxHoldMs !== undefined) {
    due.push({ name: 'hold limit', at: incident.hold.at + plan.sla.maxHoldMs });
  }
  return due;
}

/** @returns why the step that is due is paged. */
function causeOf({ escalation }: Incident, now: number): EscalationCause {
  const held = escalation?.held;
  if (!held) return 'not acknowledged';
  return held.until <= now ? held.cause : 'severity raised';
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
  if (name === 'escalation') return escalate(plan, incident, causeOf(incident, now), now, due);
  if (name === 'acknowledgement reminder') {
    const { acknowledged, lastActivityAt } = incident;
    const expiresAt = lastActivityAt + (plan.escalation?.ackTimeoutMs ?? 0);
    return acknowledged ? [{ type: 'acknowledgement_reminded', person: acknowledged.by, expiresAt }] : [];
  }
  if (name === 'acknowledgement expiry') {
    const reopened: Incident = { ...incident, status: 'open' };
    const pages = escalate(plan, reopened, 'acknowledgement expired', now, due);
    return [{ type: 'acknowledgement_expired' }, ...pages];
  }
  if (name === 'SLA page') return slaPage(incident, plan, now, due);
  if (name === 'status update') return [{ type: 'update_due', dueAt: deadline.at }];
  if (name === 'hold limit') {
    const heldMs = now - (incident.hold?.at ?? now);
    return [{ type: 'taken_off_hold', heldMs, limit: true }];
  }
  const clock = SLA_CLOCKS.find((c) => name.startsWith(c));
  return clock ? slaNews(incident, plan, clock, name.endsWith('breach'), now) : [];
}

function slaNews(
  incident: Incident,
  plan: ResponsePlan,
  clock: SlaClock,
  breach: boolean,
  now: number,
): EventBody[] {
  const instants = clockDue(incident, plan, clock);
  if (!instants) return [];
  const { dueAt } = instants;
  const nobodyPaged = clock === 'acknowledge' && incident.paged === undefined;
  // After a long outage or a graver severity several can be due: only the last is news.
  const breached = breach || dueAt <= now;
  const tell = plan.sla.tell?.[breached ? 'breach' : 'warning'];
  const pages = plan.sla.pages?.[breached ? 'breach' : 'warning'];
  const news = {
    clock,
    dueAt,
    ...(tell && { tell }),
    ...(nobodyPaged && { nobodyPaged }),
    ...(pages && pages.length > 0 && { pages }),
  };
  if (breached) return [{ type: 'sla_breached', ...news }];
  const part = warningsLeft(incident, clock, instants).findLast(({ at }) => at <= now)?.part;
  return part === undefined ? [] : [{ type: 'sla_warning', ...news, part }];
}
