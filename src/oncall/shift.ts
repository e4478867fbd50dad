import type { Override } from './override.ts';
import { onCallAt, type OnCallPerson, type Schedule } from './schedule.ts';

/** A time in which the same people are on call, for the same reasons. Nobody in it: a gap. */
export interface Shift {
  readonly people: readonly OnCallPerson[];
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds, exclusive. */
  readonly until: number;
}

/**
 * All shifts of a time, without a hole between them; the first and the last are cut to it.
 * @param from epoch milliseconds.
 * @param until epoch milliseconds, exclusive.
 */
export function shifts(
  schedule: Schedule,
  overrides: readonly Override[],
  from: number,
  until: number,
): Shift[] {
  const found: Shift[] = [];
  for (let at = from; at < until;) {
    const { people, until: changes } = onCallAt(schedule, overrides, at);
    const end = Math.min(changes, until);
    const last = found.at(-1);
    if (last && isSame(last.people, people)) found[found.length - 1] = { ...last, until: end };
    else found.push({ people, from: at, until: end });
    at = end;
  }
  return found;
}

/** @returns the times in which nobody is on call. */
export function gaps(
  schedule: Schedule,
  overrides: readonly Override[],
  from: number,
  until: number,
): Shift[] {
  return shifts(schedule, overrides, from, until).filter(({ people }) => people.length === 0);
}

/** How far ahead a next shift is looked for: longer than any sensible turn, so that a schedule of one person ends. */
const LOOKED_AHEAD_MS = 400 * 86_400_000;

export interface NowAndNext {
  readonly now: Shift;
  /** Absent when the same people are on call for more than a year. */
  readonly next?: Shift;
}

/** @returns who is on call, until when, and who comes then; `now.from` is the instant that was asked for. */
export function nowAndNext(schedule: Schedule, overrides: readonly Override[], at: number): NowAndNext {
  const now = shiftFrom(schedule, overrides, at);
  const next = now.until < at + LOOKED_AHEAD_MS ? shiftFrom(schedule, overrides, now.until) : undefined;
  return { now, ...(next && { next }) };
}

function shiftFrom(schedule: Schedule, overrides: readonly Override[], from: number): Shift {
  const { people, until: first } = onCallAt(schedule, overrides, from);
  let until = first;
  while (until < from + LOOKED_AHEAD_MS) {
    const after = onCallAt(schedule, overrides, until);
    if (!areSamePeople(after.people, people)) break;
    until = after.until;
  }
  return { people, from, until };
}

function areSamePeople(some: readonly OnCallPerson[], others: readonly OnCallPerson[]): boolean {
  const names = (people: readonly OnCallPerson[]): string =>
    JSON.stringify(people.map((p) => p.person).sort());
  return names(some) === names(others);
}

/** The same people for the same reasons. */
function isSame(some: readonly OnCallPerson[], others: readonly OnCallPerson[]): boolean {
  const names = (people: readonly OnCallPerson[]): string =>
    people
      .map(({ person, layer, override }) => JSON.stringify([person, layer, override]))
      .sort()
      .join();
  return names(some) === names(others);
}
