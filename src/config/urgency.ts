import type { PageUrgency, UrgencyPlan } from '../escalation/urgency.ts';
import type { Severity } from '../incident/severity.ts';
import type { TenantFile } from './schema.ts';

type BySeverity<T> = Record<Severity, T>;

function bySeverity<T>(of: (severity: Severity) => T): BySeverity<T> {
  return { 'SEV-1': of('SEV-1'), 'SEV-2': of('SEV-2'), 'SEV-3': of('SEV-3'), 'SEV-4': of('SEV-4') };
}

/** @returns how urgent pages are by their severity; undefined where the file has no such section. */
export function urgencyOfFile({ urgency }: TenantFile): UrgencyPlan | undefined {
  if (!urgency) return undefined;
  const { workingHours: hours, atMost: atMostMs, low } = urgency;
  return {
    waiting: { hours, atMostMs },
    bySeverity: bySeverity((severity) => (low.includes(severity) ? 'low' : 'high')),
  };
}

/** @returns what a service says of the urgency of its pages, by severity. */
export function urgencyOfService({ urgency }: TenantFile['services'][string]): {
  urgency?: Partial<BySeverity<PageUrgency>>;
} {
  if (urgency === undefined) return {};
  return { urgency: typeof urgency === 'string' ? bySeverity(() => urgency) : urgency };
}

/** @returns the urgency of an incident's pages: what its service says beats what its severity says. */
export function urgencyFor(
  plan: UrgencyPlan | undefined,
  service: Partial<BySeverity<PageUrgency>> | undefined,
): UrgencyPlan | undefined {
  return plan && { ...plan, bySeverity: { ...plan.bySeverity, ...service } };
}
