import type { Override } from './override.ts';
import type { Schedule } from './schedule.ts';
import { gaps, nowAndNext, shifts, type Shift } from './shift.ts';

/** Who was on call when it was looked at last. */
export interface Standing {
  /** Ids of people, sorted. */
  readonly people: readonly string[];
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A change of who is on call. */
export interface HandOver {
  /** Ids of those who go, who come, and of all who are on call then. */
  readonly going: readonly string[];
  readonly coming: readonly string[];
  readonly after: readonly string[];
  /** When it was, epoch milliseconds. */
  readonly at: number;
}

/** How a schedule stands. */
export interface Watched {
  readonly standing: Standing;
  /** Absent when the same people are on call as before, or it was never looked at before. */
  readonly handOver?: HandOver;
  /** When who is on call changes, epoch milliseconds; Infinity for never. */
  readonly until: number;
  /** Who comes then. */
  readonly next?: Shift;
}

/** @param at epoch milliseconds. */
export function watch(
  schedule: Schedule,
  overrides: readonly Override[],
  at: number,
  before?: Standing,
): Watched {
  const { now, next } = nowAndNext(schedule, overrides, at);
  const people = idsOf(now);
  const standing = { people, at };
  const watched = { standing, until: now.until, ...(next && { next }) };
  if (!before || isSame(before.people, people)) return watched;
  const past = shifts(schedule, overrides, Math.min(before.at, at), at + 1);
  let first = past.length - 1;
  while (first > 0 && isSame(idsOf(past[first - 1]), people)) first--;
  // What was changed behind its back, by a new configuration, has been so only since it is known.
  const since = first > 0 ? past[first]?.from : undefined;
  const handOver = {
    going: before.people.filter((id) => !people.includes(id)),
    coming: people.filter((id) => !before.people.includes(id)),
    after: people,
    at: since ?? at,
  };
  return { ...watched, handOver };
}

/** A time without anybody on call, by a name that stays the same while time passes. */
export interface NamedGap extends Shift {
  readonly key: string;
}

/** How much further than asked for a gap is followed to its end, in milliseconds. */
const FOLLOWED_MS = 31 * 86_400_000;

/**
 * @returns the gaps that are not over and begin within `aheadMs` milliseconds, each to its end.
 * @param at epoch milliseconds.
 */
export function gapsAhead(
  schedule: Schedule,
  overrides: readonly Override[],
  at: number,
  aheadMs: number,
): NamedGap[] {
  const begin = at - aheadMs;
  return gaps(schedule, overrides, begin, at + aheadMs + FOLLOWED_MS)
    .filter(({ from, until }) => until > at && from < at + aheadMs)
    .map((gap) => ({ ...gap, key: gap.from === begin ? 'gap/long' : `gap/${gap.from}` }));
}

function idsOf(shift: Shift | undefined): string[] {
  return (shift?.people ?? []).map(({ person }) => person).sort();
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  JSON.stringify(some) === JSON.stringify(others);
