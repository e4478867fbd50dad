import { dateOf, DAY_MS, dayOf, instantOf, wallAt, weekdayOf, type Wall } from '../oncall/wall.ts';

const UNITS = ['week', 'month', 'quarter', 'year'] as const;
type Unit = (typeof UNITS)[number];

/** A stretch of time as people name it, before it is known when that is. */
export type Period =
  | { readonly days: number }
  | { readonly which: 'this' | 'last'; readonly unit: Unit }
  /** Such as `2026-10`. */
  | { readonly month: string };

/** From when until when, epoch milliseconds; `until` is exclusive. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

export const USUAL_PERIOD: Period = { days: 30 };
const MOST_DAYS = 3_660;

/** @param text `30d`, `7 days`, `this week`, `last quarter`, `month`, `2026-10`. @returns undefined when it is none. */
export function parsePeriod(text: string): Period | undefined {
  const said = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const days = /^(?:the )?(?:last |past )?(\d{1,4}) ?(?:d|days?)$/.exec(said)?.[1];
  if (days !== undefined)
    return Number(days) > 0 && Number(days) <= MOST_DAYS ? { days: Number(days) } : undefined;
  if (said === 'today') return { days: 1 };
  const named = /^(?:the )?(?:(this|last|previous|current) )?(week|month|quarter|year)$/.exec(said);
  const unit = UNITS.find((one) => one === named?.[2]);
  if (unit) return { which: named?.[1] === 'last' || named?.[1] === 'previous' ? 'last' : 'this', unit };
  return /^\d{4}-(?:0[1-9]|1[0-2])$/.test(said) ? { month: said } : undefined;
}

/** @returns what a period is called: `the last 30 days`, `this month`, `2026-10`. */
export function nameOfPeriod(period: Period): string {
  if ('days' in period) return period.days === 1 ? 'the last day' : `the last ${period.days} days`;
  return 'month' in period ? period.month : `${period.which} ${period.unit}`;
}

/** @param now epoch milliseconds. @param zone in which days begin. @returns when a period is; it ends now at the latest. */
export function stretchOf(period: Period, now: number, zone: string): Stretch {
  if ('days' in period) return { from: now - period.days * DAY_MS, until: now };
  const at = (wall: Wall): number => instantOf(wall, zone);
  if ('month' in period) {
    const first = Date.parse(`${period.month}-01T00:00Z`);
    return within(at(first), at(later(first, 'month', 1)), now);
  }
  const { which, unit } = period;
  const begins = beginOf(unit, dayOf(wallAt(now, zone)));
  if (which === 'this') return { from: at(begins), until: now };
  return { from: at(later(begins, unit, -1)), until: at(begins) };
}

function within(from: number, until: number, now: number): Stretch {
  return { from, until: from < now ? Math.min(until, now) : until };
}

function beginOf(unit: Unit, today: Wall): Wall {
  if (unit === 'week') return today - (weekdayOf(today) - 1) * DAY_MS;
  const [year = 0, month = 1] = dateOf(today).split('-').map(Number);
  const first = unit === 'year' ? 0 : unit === 'quarter' ? Math.floor((month - 1) / 3) * 3 : month - 1;
  return Date.UTC(year, first, 1);
}

function later(first: Wall, unit: Unit, times: number): Wall {
  if (unit === 'week') return first + times * 7 * DAY_MS;
  const [year = 0, month = 1] = dateOf(first).split('-').map(Number);
  const months = { month: 1, quarter: 3, year: 12 }[unit];
  return Date.UTC(year, month - 1 + times * months, 1);
}
