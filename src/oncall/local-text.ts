import { DAY_MS, dateOf, dayOf, MINUTE_MS, wallAt, weekdayOf } from './wall.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/**
 * An instant as clocks show it in a zone: `Mon 09:00 Europe/Berlin`, with the date where the weekday alone would leave it
 * open which one is meant.
 * @param at epoch milliseconds; seconds are left out. @param zone IANA name. @param now epoch milliseconds.
 */
export function localText(at: number, zone: string, now: number): string {
  const wall = wallAt(at, zone);
  const minutes = Math.floor((wall - dayOf(wall)) / MINUTE_MS);
  const time = [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, '0')).join(':');
  const isNear = dayOf(wall) - dayOf(wallAt(now, zone)) < 7 * DAY_MS;
  const day = DAYS[weekdayOf(wall) - 1] ?? '';
  return `${day} ${isNear ? '' : `${dateOf(wall)} `}${time} ${zone}`;
}
