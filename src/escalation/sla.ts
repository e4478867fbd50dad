import type { Severity } from '../incident/severity.ts';
import { overAt, type Break, type WorkingTime } from './working-time.ts';

/** How long may pass from declaring, in milliseconds. */
export interface SlaTarget {
  /** Until the first acknowledgement. */
  readonly acknowledgeMs?: number;
  /** Until the impact is over. */
  readonly mitigateMs?: number;
  readonly resolveMs?: number;
  /** From one status update to the next. */
  readonly updateEveryMs?: number;
  /** Only the hours of this calendar count, a key of the policy's `calendars`; without it all do. */
  readonly calendar?: string;
}

/** Who is told of a warning or a breach: the channels aloud, and the commander (or who responds, without one) directly. */
export const SLA_AUDIENCES = ['channel', 'commander'] as const;
export type SlaAudience = (typeof SLA_AUDIENCES)[number];

export const SLA_NEWS = ['warning', 'breach'] as const;
export type SlaNewsKind = (typeof SLA_NEWS)[number];

/** A step of an escalation policy that is paged when a target is about to be missed, or was. */
export interface SlaPage {
  /** Key of the policy. */
  readonly policy: string;
  /** Index of the one step that is paged. Absent: the first that applies and reaches somebody. */
  readonly step?: number;
}

export interface SlaPolicy {
  readonly targets: Readonly<Record<Severity, SlaTarget>>;
  /** The parts of a target after which a warning is sent, each above 0 and at most 1. */
  readonly warnAt: number | readonly number[];
  /** Without it channels are told of both. */
  readonly tell?: Readonly<Record<SlaNewsKind, readonly SlaAudience[]>>;
  /** Who is paged besides; absent where nobody is. */
  readonly pages?: Readonly<Partial<Record<SlaNewsKind, readonly SlaPage[]>>>;
  /** How long an incident may be on hold before its clocks run on by themselves, in milliseconds; without it for ever. */
  readonly maxHoldMs?: number;
  /** The hours of the calendars that the targets name, reckoned when the incident was declared. */
  readonly calendars?: Readonly<Record<string, WorkingTime>>;
}

export const SLA_CLOCKS = ['acknowledge', 'mitigate', 'resolve'] as const;
export type SlaClock = (typeof SLA_CLOCKS)[number];

/** What compliance is counted of: the clocks that breach once, and status updates, of which none may be late. */
export const COUNTED_CLOCKS = [...SLA_CLOCKS, 'update'] as const;
export type CountedClock = (typeof COUNTED_CLOCKS)[number];

/** All instants of one clock, in epoch milliseconds. */
export interface SlaDue {
  /** With the part of the target that is over then, the earliest first. */
  readonly warnings: readonly { readonly part: number; readonly at: number }[];
  readonly dueAt: number;
}

const LENGTHS = {
  acknowledge: 'acknowledgeMs',
  mitigate: 'mitigateMs',
  resolve: 'resolveMs',
  update: 'updateEveryMs',
} as const satisfies Record<CountedClock, keyof SlaTarget>;

/**
 * When a clock warns and breaches, counted from the time of declaring, whatever the severity was before.
 * @param breaks times that do not count, one after the other.
 * @returns undefined when the severity has no target for that clock.
 */
export function slaDue(
  policy: SlaPolicy,
  clock: CountedClock,
  severity: Severity,
  declaredAt: number,
  breaks: readonly Break[] = [],
): SlaDue | undefined {
  const target = policy.targets[severity];
  const length = target[LENGTHS[clock]];
  if (length === undefined) return undefined;
  const working = target.calendar === undefined ? undefined : policy.calendars?.[target.calendar];
  const after = (ms: number): number => overAt(ms, declaredAt, working, breaks);
  const warnings = [policy.warnAt]
    .flat()
    .map((part) => ({ part, at: after(Math.round(length * part)) }))
    .sort((a, b) => a.part - b.part);
  return { warnings, dueAt: after(length) };
}
