import type { Severity } from '../incident/severity.ts';
import type { FoundHours } from './found-hours.ts';
import type { EscalationStep } from './policy.ts';

export const PAGE_URGENCIES = ['high', 'low'] as const;

/** Whether a page goes out at once, or waits for working hours. */
export type PageUrgency = (typeof PAGE_URGENCIES)[number];

/** How pages of low urgency wait. */
export interface Waiting {
  /** Key of the business hours for which they wait. */
  readonly hours: string;
  /** No longer than that, in milliseconds. */
  readonly atMostMs: number;
}

/** How urgent the pages of an incident are. Frozen into it when it is declared. */
export interface UrgencyPlan {
  readonly waiting: Waiting;
  /** By what its service or severity says. */
  readonly bySeverity: Readonly<Record<Severity, PageUrgency>>;
}

/** A page that waits. Times are epoch milliseconds. */
export interface Hold {
  readonly until: number;
  /** `until` as clocks show it where the hours are kept: `Mon 09:00 Europe/Berlin`. */
  readonly local: string;
  /** When the hours open, which is later where it would have waited too long. */
  readonly opensAt: number;
}

/** @param urgency absent where nothing is ever held. @returns how urgent a step is at a severity. */
export function urgencyOf(
  urgency: UrgencyPlan | undefined,
  step: EscalationStep | undefined,
  severity: Severity,
): PageUrgency {
  if (!urgency) return 'high';
  return step?.urgency ?? urgency.bySeverity[severity];
}

/**
 * @param found the hours as they are now; hours of which nothing is known, or that the configuration has no more, hold
 * nothing back.
 * @param waitedFor the opening for which a page has waited already: as long as it is the next one, no other waits for it.
 * @returns until when a page of low urgency is held; undefined when it goes out now.
 */
export function holdOf(
  { hours }: Waiting,
  found: readonly FoundHours[],
  waitedFor: number | undefined,
): Hold | undefined {
  const now = found.find((one) => one.hours === hours && !one.unknown);
  if (!now || now.open || now.until === undefined || now.until === waitedFor) return undefined;
  const opens = { at: now.until, local: now.local ?? '' };
  const { at: until, local } = now.latest ?? opens;
  return { until, local, opensAt: opens.at };
}
