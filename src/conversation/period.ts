import { parse, type ParsedComponents, type ParsedResult } from 'chrono-node';
import { instantOf, offsetMinutes, wallTime, type WallTime } from './zone.ts';

/** A stretch of time in epoch milliseconds; what is absent is unbounded. */
export interface Period {
  readonly since?: number;
  /** The first instant that no longer belongs to it. */
  readonly until?: number;
}

/** A stretch of time that was spoken of, and where in the text. */
export interface SpokenPeriod {
  readonly period: Period;
  readonly start: number;
  readonly end: number;
}

const DAY_MS = 86_400_000;
const midnight = { hour: 0, minute: 0 };

/** Spans of the calendar that are meant from their beginning, which chrono takes for an instant. */
const CALENDAR =
  /\b(?<which>this|last|previous|past)\s+(?<unit>week|month|year|weekend|night)\b|\b(?<alone>tonight|overnight|over the weekend)\b/i;

/** When work ends in the evening and begins in the morning, for "last night". */
const EVENING = 18;

function calendarPeriod(
  { which = '', unit = '', alone }: Record<string, string | undefined>,
  now: WallTime,
  zone: string,
): Period | undefined {
  const at = (wall: Partial<WallTime>): number => instantOf({ ...now, ...midnight, ...wall }, zone);
  // Monday is the first day of a week.
  const weekday = (new Date(Date.UTC(now.year, now.month - 1, now.day)).getUTCDay() + 6) % 7;
  const monday = now.day - weekday;
  const current = which.toLowerCase() === 'this';
  switch ((alone ?? unit).toLowerCase()) {
    case 'week':
      if (which.toLowerCase() === 'past') return undefined;
      return current
        ? { since: at({ day: monday }) }
        : { since: at({ day: monday - 7 }), until: at({ day: monday }) };
    case 'month':
      if (which.toLowerCase() === 'past') return undefined;
      return current
        ? { since: at({ day: 1 }) }
        : { since: at({ month: now.month - 1, day: 1 }), until: at({ day: 1 }) };
    case 'year':
      return current
        ? { since: at({ month: 1, day: 1 }) }
        : { since: at({ year: now.year - 1, month: 1, day: 1 }), until: at({ month: 1, day: 1 }) };
    case 'weekend':
    case 'over the weekend': {
      const saturday = weekday >= 5 && current ? monday + 5 : monday - 2;
      return { since: at({ day: saturday }), until: at({ day: saturday + 2 }) };
    }
    case 'tonight':
      return { since: at({ hour: EVENING }) };
    default:
      return { since: at({ day: now.day - 1, hour: EVENING }) };
  }
}

function wallOf(part: ParsedComponents): WallTime {
  const of = (component: 'year' | 'month' | 'day' | 'hour' | 'minute'): number => part.get(component) ?? 0;
  return { year: of('year'), month: of('month'), day: of('day'), hour: of('hour'), minute: of('minute') };
}

/** @returns the stretch that one result means by itself: an hour is from then on, a day and a month have an end. */
function extent(part: ParsedComponents, tags: ReadonlySet<string>, zone: string): Required<Period> {
  const wall = wallOf(part);
  const exact = part.isCertain('hour') || tags.has('casualReference/morning');
  if (part.isCertain('timezoneOffset')) {
    const at = part.date().getTime();
    return { since: at, until: at };
  }
  if (exact) {
    const at = instantOf(wall, zone);
    return { since: at, until: at };
  }
  if (
    part.isCertain('month') &&
    !part.isCertain('day') &&
    !part.isCertain('weekday') &&
    !tags.has('result/relativeDate')
  )
    return {
      since: instantOf({ ...wall, day: 1, ...midnight }, zone),
      until: instantOf({ ...wall, month: wall.month + 1, day: 1, ...midnight }, zone),
    };
  return {
    since: instantOf({ ...wall, ...midnight }, zone),
    until: instantOf({ ...wall, day: wall.day + 1, ...midnight }, zone),
  };
}

/** "the last 7 days" goes back from now, to the minute; "7 days ago" is a day. */
function goesBack({ text }: ParsedResult): boolean {
  return (
    /^(?:the\s+)?(?:last|past|previous)\b/i.test(text) &&
    !/(?:day|month)$/i.test(text.replace(/\d.*days$/i, ''))
  );
}

/** A weekday or a month without a year is the one that has been: incidents do not lie ahead. */
function past(result: ParsedResult, stretch: Required<Period>, now: number): Required<Period> {
  if (stretch.since <= now) return stretch;
  const weekday = result.start.isCertain('weekday') && !result.start.isCertain('day');
  if (!weekday) return stretch;
  return { since: stretch.since - 7 * DAY_MS, until: stretch.until - 7 * DAY_MS };
}

const FROM = /\b(?:since|from|after|starting|between)(?: the)?\s*$/i;
const TO = /\b(?:until|till|to|before|up to)(?: the)?\s*$/i;
/** Words that chrono knows as times and that say nothing of when an incident was declared. */
const NO_TIMES =
  /^(?:now|sun|sat|mar|may|march|second|moment|(?:good )?(?:morning|afternoon|evening|night|noon|midnight)|in a .*|(?:at )?\d{1,2}(?: ?[ap])?)$/i;

/**
 * Finds the stretch of time that a text speaks of: `since yesterday`, `last week`, `on march 1st`, `the last two hours`.
 * @param now epoch milliseconds. @param zone IANA zone in which days begin.
 */
export function spokenPeriod(text: string, now: number, zone: string): SpokenPeriod | undefined {
  const calendar = CALENDAR.exec(text);
  const found = calendar && calendarPeriod(calendar.groups ?? {}, wallTime(now, zone), zone);
  if (calendar && found) {
    const before = text.slice(0, calendar.index);
    const period = FROM.test(before) && found.since !== undefined ? { since: found.since } : found;
    return { period: within(period, now), start: calendar.index, end: calendar.index + calendar[0].length };
  }
  const reference = { instant: new Date(now), timezone: offsetMinutes(now, zone) };
  const results = parse(text, reference).filter((result) => !NO_TIMES.test(result.text.trim()));
  const [first, second] = results;
  if (!first) return undefined;
  const start = stretchOf(first, now, zone);
  const before = text.slice(0, first.index);
  const place = { start: first.index, end: first.index + first.text.length };
  if (first.end) {
    const end = extent(first.end, first.tags(), zone);
    return { period: within({ since: start.since, until: end.until }, now), ...place };
  }
  const between = second && text.slice(place.end, second.index);
  if (second && between !== undefined && /^\s*(?:and|to|until|till|-|–)(?: the)?\s*$/i.test(between)) {
    const end = stretchOf(second, now, zone);
    return {
      period: within({ since: start.since, until: end.until }, now),
      start: place.start,
      end: second.index + second.text.length,
    };
  }
  if (TO.test(before)) return { period: { until: start.since }, ...place };
  const open = FROM.test(before) || goesBack(first) || start.since === start.until;
  return { period: within(open ? { since: start.since } : start, now), ...place };
}

function stretchOf(result: ParsedResult, now: number, zone: string): Required<Period> {
  if (goesBack(result)) {
    const at = instantOf({ ...wallOf(result.start) }, zone);
    return { since: at, until: now };
  }
  return past(result, extent(result.start, result.tags(), zone), now);
}

/** What ends later than now has no end. */
function within({ since, until }: Period, now: number): Period {
  return { ...(since !== undefined && { since }), ...(until !== undefined && until <= now && { until }) };
}
