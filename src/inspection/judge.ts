import { span } from '../incident/age.ts';
import type { Deadline } from '../incident/deadline.ts';
import type { Finding, FindingKind } from './finding.ts';
import type { PlanNow, Planned } from './plan-now.ts';

/** How long something may be late before it is a finding, in milliseconds. */
export interface Grace {
  readonly stepMs: number;
  /** Until a page is delivered: a platform may be away for a while, and there are other ways. */
  readonly pageMs: number;
}

/** Which incident is judged, and when (epoch milliseconds). */
export interface Judged {
  readonly tenant: string;
  readonly incident: string;
  readonly now: number;
  readonly grace: Grace;
}

/** @returns why an incident needs no next step; undefined when it needs one. */
export function reasonForNone({ incident, steps }: Planned): string | undefined {
  // Somebody is on it, or it is over.
  if (incident.status !== 'open') return incident.status;
  if (steps === undefined) return 'no escalation policy applies';
  if (incident.escalation?.state === 'exhausted') return 'the escalation policy is used up';
  return undefined;
}

/** @returns the deadlines that were to be met and were not. */
export function overdue({ deadlines }: Planned, { now, grace }: Pick<Judged, 'now' | 'grace'>): Deadline[] {
  return deadlines.filter(({ at }) => at < now - grace.stepMs);
}

/** @returns since when an incident that needs a next step has none; undefined when it has one, or a reason. */
export function withoutStepSince(planned: Planned): number | undefined {
  const { incident, deadlines } = planned;
  if (reasonForNone(planned) !== undefined) return undefined;
  // SLA targets and updates that are due warn; they page nobody.
  if (deadlines.some(({ name }) => name === 'escalation')) return undefined;
  return Math.max(incident.declared.at, incident.lastActivityAt);
}

/** @returns whether what is recorded of an incident looks so that it should be asked itself. */
export function isSuspicious(planned: Planned, at: Pick<Judged, 'now' | 'grace'>): boolean {
  const since = withoutStepSince(planned);
  return overdue(planned, at).length > 0 || (since !== undefined && since < at.now - at.grace.stepMs);
}

/** @returns what is wrong with an incident, by what it says itself. */
export function judge(plan: PlanNow, judged: Judged): Finding[] {
  const { now, grace } = judged;
  const late = (ms: number): string => span(now - ms);
  const found: Finding[] = [];
  const find = (kind: FindingKind, since: number, problem: string, about?: string): void => {
    found.push(finding(kind, judged, { since, problem, private: plan.incident.private, about }));
  };
  for (const { name, at } of overdue(plan, judged)) {
    find('overdue', at, `${name} is ${late(at)} late: look whether the workers keep up.`, name);
  }
  const idle = withoutStepSince(plan);
  if (idle !== undefined && idle < now - grace.stepMs) {
    find(
      'no_next_step',
      idle,
      `it is open, and nobody is paged next, for ${late(idle)}: escalate it by hand, and look at its workflow.`,
    );
  }
  for (const { target, since } of plan.paging) {
    if (since >= now - grace.pageMs) continue;
    const problem = `${target} is to be paged for ${late(since)}, and no way has reached them: look at the providers, and page somebody else.`;
    find('page_stuck', since, problem, target);
  }
  const { unrecordedSince } = plan;
  if (unrecordedSince !== undefined && unrecordedSince < now - grace.stepMs) {
    find(
      'unrecorded',
      unrecordedSince,
      `what happened ${late(unrecordedSince)} ago is not in the records: look at the document store.`,
    );
  }
  return found;
}

/** @returns a finding, without what is not known of it. */
export function finding(
  kind: FindingKind,
  { tenant, incident }: Pick<Judged, 'tenant' | 'incident'>,
  rest: {
    readonly problem: string;
    readonly private: boolean;
    readonly since?: number | undefined;
    readonly about?: string | undefined;
  },
): Finding {
  const { problem, since, about } = rest;
  return {
    kind,
    tenant,
    incident,
    ...(rest.private && { private: true }),
    ...(about !== undefined && { about }),
    ...(since !== undefined && { since }),
    problem,
  };
}
