import type { Severity } from '../incident/severity.ts';

/** How long may pass from declaring to the first acknowledgement and to the resolution, in milliseconds. */
export interface SlaTarget {
  readonly acknowledgeMs?: number;
  readonly resolveMs?: number;
}

export interface SlaPolicy {
  readonly targets: Readonly<Record<Severity, SlaTarget>>;
  /** The part of a target after which a warning is sent, between 0 and 1. */
  readonly warnAt: number;
}

export const SLA_CLOCKS = ['acknowledge', 'resolve'] as const;
export type SlaClock = (typeof SLA_CLOCKS)[number];

/** Both instants of one clock, in epoch milliseconds. */
export interface SlaDue {
  readonly warnAt: number;
  readonly dueAt: number;
}

/**
 * When a clock warns and breaches, counted from the time of declaring, whatever the severity was before.
 * @returns undefined when the severity has no target for that clock.
 */
export function slaDue(
  policy: SlaPolicy,
  clock: SlaClock,
  severity: Severity,
  declaredAt: number,
): SlaDue | undefined {
  const target = policy.targets[severity];
  const length = clock === 'acknowledge' ? target.acknowledgeMs : target.resolveMs;
  if (length === undefined) return undefined;
  return { warnAt: declaredAt + Math.round(length * policy.warnAt), dueAt: declaredAt + length };
}
