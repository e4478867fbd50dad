import type { IncidentEvent } from '../incident/event.ts';
import type { Incident } from '../incident/incident.ts';
import type { BoundRunbook, Moment } from './runbook.ts';

/** @returns the moment that an event is; undefined for all others. */
export function momentOf(event: IncidentEvent): Moment | undefined {
  switch (event.type) {
    case 'declared':
      return 'declare';
    case 'resolved':
      return 'resolve';
    case 'escalated':
      // The first step of a policy is paged because there is an incident; what an SLA target pages stands beside it.
      return event.sla || event.cause === 'declared' || event.cause === 'reopened' ? undefined : 'escalate';
    default:
      return undefined;
  }
}

/** @returns the runbooks whose rules an event and its incident fulfil, in the order of the configuration. */
export function dueRunbooks(
  bound: readonly BoundRunbook[],
  event: IncidentEvent,
  incident: Pick<Incident, 'severity' | 'private' | 'labels'>,
): readonly { readonly runbook: BoundRunbook; readonly on: Moment }[] {
  const on = momentOf(event);
  if (!on) return [];
  return bound.filter((runbook) => isDue(runbook, on, incident)).map((runbook) => ({ runbook, on }));
}

function isDue(
  { severities, automatic: rule }: BoundRunbook,
  on: Moment,
  { severity, private: hidden, labels = {} }: Pick<Incident, 'severity' | 'private' | 'labels'>,
): boolean {
  if (!rule?.on.includes(on)) return false;
  const has = ([name, value]: [string, string]): boolean =>
    Object.hasOwn(labels, name) && labels[name] === value;
  return (
    (!severities || severities.includes(severity)) &&
    (!rule.severities || rule.severities.includes(severity)) &&
    (!hidden || rule.private) &&
    Object.entries(rule.labels ?? {}).every(has) &&
    !Object.entries(rule.except ?? {}).some(has)
  );
}
