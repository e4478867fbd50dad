import { findingKey, type Finding, type FindingKind } from './finding.ts';

/** How many findings are kept in words; the others are counted. */
export const MOST_FINDINGS = 200;

/** What an inspection has come to so far. */
export interface Found {
  /** Incidents that run, how many of them are in the records, and how many were asked. */
  readonly running: number;
  readonly recorded: number;
  readonly asked: number;
  /** When the records were looked through for what does not run, epoch milliseconds; absent when they were not. */
  readonly recordsAt?: number;
  /** At most {@link MOST_FINDINGS}. */
  readonly findings: readonly Finding[];
  /** All of them, by kind. */
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
}

export const NOTHING_FOUND: Found = { running: 0, recorded: 0, asked: 0, findings: [], counts: {} };

/** @returns both together; what is in both counts once where it is known in words. */
export function together(a: Found, b: Found): Found {
  const known = new Set(a.findings.map(findingKey));
  const fresh = b.findings.filter((one) => !known.has(findingKey(one)));
  const counts = { ...a.counts };
  for (const [kind, count = 0] of Object.entries(b.counts) as [FindingKind, number | undefined][]) {
    const again = b.findings.filter((one) => one.kind === kind && known.has(findingKey(one))).length;
    counts[kind] = (counts[kind] ?? 0) + count - again;
  }
  const recordsAt = b.recordsAt ?? a.recordsAt;
  return {
    running: a.running + b.running,
    recorded: a.recorded + b.recorded,
    asked: a.asked + b.asked,
    ...(recordsAt !== undefined && { recordsAt }),
    findings: [...a.findings, ...fresh].slice(0, MOST_FINDINGS),
    counts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
  };
}

/** @returns findings as a part of what was found. */
export function foundOf(findings: readonly Finding[], more: Partial<Found> = {}): Found {
  const unique = [...new Map(findings.map((one) => [findingKey(one), one])).values()];
  const counts: Partial<Record<FindingKind, number>> = {};
  for (const { kind } of unique) counts[kind] = (counts[kind] ?? 0) + 1;
  return { ...NOTHING_FOUND, ...more, findings: unique.slice(0, MOST_FINDINGS), counts };
}

/** What became of the newest heartbeat to those who listen outside. */
export interface Heartbeat {
  /** Nobody outside listens, one was sent, it failed, or it was withheld because of what was found. */
  readonly state: 'nobody listens' | 'sent' | 'failed' | 'withheld';
  /** When one was last sent with success, epoch milliseconds. */
  readonly lastSentAt?: number;
  /** Why it failed; names the setting and no address. */
  readonly problem?: string;
}

/** A finding with when it was first found, epoch milliseconds. */
export type StandingFinding = Finding & { readonly foundAt: number };

/** The newest inspection, as it is kept. Times are epoch milliseconds. */
export interface Report extends Omit<Found, 'findings'> {
  readonly startedAt: number;
  readonly at: number;
  /** How often there is to be one, in milliseconds. */
  readonly everyMs: number;
  readonly findings: readonly StandingFinding[];
  readonly heartbeat: Heartbeat;
}

/** @returns what is found with when it was first so, and what of it is new or gone since the report before. */
export function compared(
  found: readonly Finding[],
  before: readonly StandingFinding[],
  now: number,
): {
  readonly standing: StandingFinding[];
  readonly fresh: StandingFinding[];
  readonly gone: StandingFinding[];
} {
  const known = new Map(before.map((one) => [findingKey(one), one]));
  const standing = found.map((one) => ({ ...one, foundAt: known.get(findingKey(one))?.foundAt ?? now }));
  const keys = new Set(found.map(findingKey));
  return {
    standing,
    fresh: standing.filter((one) => !known.has(findingKey(one))),
    gone: before.filter((one) => !keys.has(findingKey(one))),
  };
}
