import { DAY_MS, dateOf, dayOf, instantOf, MINUTE_MS, wallAt, weekdayOf, type Wall } from './wall.ts';

/** Hours of some days of the week, such as Monday to Friday from 09:00 to 17:00. */
export interface Hours {
  /** 1 for Monday to 7 for Sunday. */
  readonly days: readonly number[];
  /** Minutes after midnight. */
  readonly from: number;
  /** Minutes after midnight, exclusive, at most 1440; not later than `from` means on the next day. */
  readonly to: number;
}

/** Days off, by dates such as `2026-12-25`. */
export interface Holidays {
  has(date: string): boolean;
}

/** Hours by a calendar. */
export interface Calendar {
  readonly zone: string;
  /** All hours of all days when there are none. */
  readonly hours: readonly Hours[];
  /** Hours belong to the day on which they begin. */
  readonly holidays: Holidays;
  /** What holidays do: nothing, close, or are the only days that count. */
  readonly onHolidays?: 'skip' | 'only';
}

/** Whether a calendar is open, and until when that is so at least. */
export interface Opening {
  readonly open: boolean;
  /** Epoch milliseconds, exclusive. */
  readonly until: number;
}

/** How far ahead the next change is looked for: a week has every weekday once, and a day before and after it. */
const LOOKED_AHEAD_DAYS = 8;
/** How far ahead the next opening is looked for where holidays keep closed for longer. */
const CLOSED_AHEAD_DAYS = 400;
const ALL_DAY: Hours = { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 };

/** Epoch milliseconds; `until` is exclusive. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** @param at epoch milliseconds. */
export function openingAt(calendar: Calendar, at: number): Opening {
  const today = dayOf(wallAt(at, calendar.zone));
  const end = instantOf(today + LOOKED_AHEAD_DAYS * DAY_MS, calendar.zone);
  const spans: Span[] = [];
  for (let day = -1; day < LOOKED_AHEAD_DAYS; day++) spans.push(...spansOf(calendar, today + day * DAY_MS));
  spans.sort((a, b) => a.from - b.from);
  let until: number | undefined;
  for (const span of spans) {
    // Hours that touch are one opening.
    if (span.from <= (until ?? at)) until = span.until > (until ?? at) ? span.until : until;
  }
  if (until !== undefined) return { open: true, until: Math.min(until, end) };
  const next = spans.find((span) => span.from > at)?.from;
  return { open: false, until: next !== undefined && next < end ? next : opensAfter(calendar, today) };
}

/** @returns when hours begin next that are closed for more than a week: what waits for them waits for one instant. */
function opensAfter(calendar: Calendar, today: Wall): number {
  for (let ahead = LOOKED_AHEAD_DAYS - 1; ahead < CLOSED_AHEAD_DAYS; ahead++) {
    const day = today + ahead * DAY_MS;
    const spans = spansOf(calendar, day);
    if (spans.length === 0) continue;
    // Hours of a day that a country left out fall on the next, and may begin after those of that day.
    return Math.min(...[...spans, ...spansOf(calendar, day + DAY_MS)].map(({ from }) => from));
  }
  return instantOf(today + CLOSED_AHEAD_DAYS * DAY_MS, calendar.zone);
}

/** @returns the hours that begin on a day, in the order in which they are written. */
export function spansOf({ zone, hours, holidays, onHolidays }: Calendar, day: Wall): Span[] {
  if (onHolidays && holidays.has(dateOf(day)) !== (onHolidays === 'only')) return [];
  return (hours.length > 0 ? hours : [ALL_DAY])
    .filter(({ days }) => days.includes(weekdayOf(day)))
    .map(({ from, to }) => ({
      from: instantOf(day + from * MINUTE_MS, zone),
      until: instantOf(day + (to > from ? 0 : DAY_MS) + to * MINUTE_MS, zone),
    }))
    .filter((span) => span.until > span.from);
}
