import type { WorkingTime } from '../escalation/working-time.ts';
import { spansOf, type Calendar } from './hours.ts';
import { DAY_MS, dayOf, instantOf, MINUTE_MS, wallAt } from './wall.ts';

/** How far ahead hours are reckoned at least, in days: a year of holds. */
const LEAST_DAYS = 400;
/** How far at most, in days, however long a target is. */
const MOST_DAYS = 2_200;

/**
 * Reckons the hours of a calendar ahead.
 * @param at epoch milliseconds; they begin on the day before. @param enoughMs how much open time there has to be at least.
 */
export function workingTimeFrom(calendar: Calendar, at: number, enoughMs: number): WorkingTime {
  const first = dayOf(wallAt(at, calendar.zone)) - DAY_MS;
  const open: { from: number; until: number }[] = [];
  let total = 0;
  for (let n = 0; n < MOST_DAYS && (n < LEAST_DAYS || total < enoughMs); n++) {
    for (const span of spansOf(calendar, first + n * DAY_MS).sort((a, b) => a.from - b.from)) {
      const last = open.at(-1);
      // Hours that touch or overlap are one opening.
      if (last && span.from <= last.until) {
        total += Math.max(0, span.until - last.until);
        last.until = Math.max(last.until, span.until);
      } else {
        total += span.until - span.from;
        open.push({ ...span });
      }
    }
  }
  const from = instantOf(first, calendar.zone);
  const minutes: number[] = [];
  let until = from;
  for (const span of open) {
    minutes.push(inMinutes(span.from - until), inMinutes(span.until - span.from));
    until = span.until;
  }
  return { from, minutes };
}

/** Zones of our time are whole minutes off UTC. */
const inMinutes = (ms: number): number => Math.round(ms / MINUTE_MS);
