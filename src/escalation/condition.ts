import type { Severity } from '../incident/severity.ts';
import type { FoundHours } from './found-hours.ts';

/** What a person or an alert says of an incident, such as `region` → `eu`. */
export type Labels = Readonly<Record<string, string>>;

/** When an escalation step applies: all that is said must hold. */
export interface StepCondition {
  readonly severities?: readonly Severity[];
  readonly hours?: {
    /** Key of business hours in the configuration. */
    readonly hours: string;
    /** It applies while they are closed. */
    readonly outside?: true;
  };
  /** Each with the value that it must have. */
  readonly labels?: Labels;
}

/** A condition that does not hold, with what stands against it. */
export type Unmet =
  | { readonly condition: 'severity'; readonly wanted: readonly Severity[]; readonly severity: Severity }
  | {
      readonly condition: 'hours';
      readonly hours: string;
      readonly outside?: true;
      /** When it holds next, epoch milliseconds. */
      readonly until?: number;
    }
  | {
      readonly condition: 'label';
      readonly label: string;
      readonly wanted: string;
      /** The value that the incident has; absent when it has no such label. */
      readonly has?: string;
    };

/**
 * @param found the hours as they are now. Hours of which nothing is known, or that the configuration has no more, keep no
 * step from being paged.
 * @returns every part of the condition that does not hold; none when the step applies.
 */
export function unmet(
  condition: StepCondition | undefined,
  { severity, labels = {} }: { readonly severity: Severity; readonly labels?: Labels },
  found: readonly FoundHours[],
): Unmet[] {
  const { severities, hours, labels: wanted = {} } = condition ?? {};
  const reasons: Unmet[] = [];
  if (severities && !severities.includes(severity)) {
    reasons.push({ condition: 'severity', wanted: severities, severity });
  }
  const now = hours && found.find((one) => one.hours === hours.hours && !one.unknown);
  if (hours && now && now.open === (hours.outside === true)) {
    reasons.push({ condition: 'hours', ...hours, ...(now.until !== undefined && { until: now.until }) });
  }
  for (const [label, value] of Object.entries(wanted)) {
    const has = Object.hasOwn(labels, label) ? labels[label] : undefined;
    if (has === value) continue;
    reasons.push({ condition: 'label', label, wanted: value, ...(has !== undefined && { has }) });
  }
  return reasons;
}
