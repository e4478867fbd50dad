import type { Hours } from './hours.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const DAY = `(?:${DAYS.join('|')})`;
const SOME_DAYS = `${DAY}(?:-${DAY})?(?:,${DAY}(?:-${DAY})?)*`;
const TIME = '(\\d{2}):(\\d{2})';

/** `Mon-Fri 09:00-17:00`, `Sat,Sun 10:00-14:00`, `daily 22:00-06:00`. */
export const HOURS_PATTERN = new RegExp(`^(daily|${SOME_DAYS}) ${TIME}-${TIME}$`, 'i');

/** `Mon 09:00` or `09:00`. */
export const HAND_OVER_PATTERN = new RegExp(`^(?:(${DAY}) )?${TIME}$`, 'i');

/** @returns the hours, or why they are none. Days wrap around the week: `Fri-Mon` is four days. */
export function readHours(text: string): Hours | string {
  const match = HOURS_PATTERN.exec(text.trim());
  if (!match)
    return 'write days and times, such as Mon-Fri 09:00-17:00, Sat,Sun 10:00-14:00 or daily 22:00-06:00';
  const [, days = '', ...figures] = match;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = figures.map(Number);
  const from = minutes(fromHour, fromMinute);
  const to = minutes(toHour, toMinute);
  if (from === undefined || from === 1440)
    return `there is no time of day ${pad(fromHour)}:${pad(fromMinute)}`;
  if (to === undefined) return `there is no time of day ${pad(toHour)}:${pad(toMinute)}`;
  if (from === to) return 'these hours are empty; a whole day is written 00:00-24:00';
  return { days: readDays(days.toLowerCase()), from, to };
}

/** When people hand over: minutes after midnight, and on which weekday (1 for Monday to 7) where that is said. */
export interface HandOver {
  readonly day?: number;
  readonly minute: number;
}

/** @returns the hand-over, or why it is none. */
export function readHandOver(text: string): HandOver | string {
  const match = HAND_OVER_PATTERN.exec(text.trim());
  if (!match) return 'write a time, or a weekday and a time, such as 09:00 or Mon 09:00';
  const [, day, hour, minute] = match;
  const at = minutes(Number(hour), Number(minute));
  if (at === undefined || at === 1440) return `there is no time of day ${hour ?? ''}:${minute ?? ''}`;
  return { minute: at, ...(day !== undefined && { day: numberOf(day.toLowerCase()) }) };
}

function readDays(text: string): number[] {
  if (text === 'daily') return [1, 2, 3, 4, 5, 6, 7];
  const days = text.split(',').flatMap((part) => {
    const [first = '', last = first] = part.split('-');
    const from = numberOf(first);
    const count = (numberOf(last) - from + 7) % 7;
    return Array.from({ length: count + 1 }, (_, i) => ((from - 1 + i) % 7) + 1);
  });
  return [...new Set(days)].sort();
}

function numberOf(day: string): number {
  return DAYS.findIndex((known) => known === day) + 1;
}

function minutes(hour: number, minute: number): number | undefined {
  const at = hour * 60 + minute;
  return minute < 60 && at <= 1440 ? at : undefined;
}

const pad = (figure: number): string => String(figure).padStart(2, '0');
