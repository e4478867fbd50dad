import type { Override } from './override.ts';
import type { Schedule } from './schedule.ts';
import { nowAndNext, shifts, type NowAndNext, type Shift } from './shift.ts';
import { gapsAhead } from './watch.ts';

/** How a schedule stands, and what is missing in it ahead. */
export interface Coverage extends NowAndNext {
  /** Times ahead in which nobody is on call. */
  readonly gaps: readonly Shift[];
}

/** @param at epoch milliseconds. @param aheadMs how far ahead gaps are looked for. */
export function coverageAt(
  schedule: Schedule,
  overrides: readonly Override[],
  at: number,
  aheadMs: number,
): Coverage {
  return {
    ...nowAndNext(schedule, overrides, at),
    gaps: gapsAhead(schedule, overrides, at, aheadMs).map(({ from, until, people }) => ({
      people,
      from: Math.max(from, at),
      until,
    })),
  };
}

/** @returns the shifts of one person, with the others who are on call then. */
export function shiftsOf(
  person: string,
  schedule: Schedule,
  overrides: readonly Override[],
  from: number,
  until: number,
): Shift[] {
  return shifts(schedule, overrides, from, until).filter(({ people }) =>
    people.some((one) => one.person === person),
  );
}

/** @returns who is on call within a time, and when each of them first is. Epoch milliseconds. */
export function firstShifts(
  schedule: Schedule,
  overrides: readonly Override[],
  at: number,
  aheadMs: number,
): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { people, from } of shifts(schedule, overrides, at, at + aheadMs))
    for (const { person } of people) if (!first.has(person)) first.set(person, from);
  return first;
}
