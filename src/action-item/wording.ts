import { parse } from 'chrono-node';
import { instantOf, offsetMinutes, wallTime } from '../conversation/zone.ts';

/** A mention as platforms write it, or `@ana`, `@"Ana Li"`. */
const MENTION = /<@[^<>\n]+>|(?<![\w.@])@(?:"[^"\n]+"|[\p{L}\p{N}][\p{L}\p{N}._-]*)/u;
const BY = /(?<=^|[\s,;(])(?:by|due|until|till|before)(?:\s+(?:by|on|at))?:?\s+(?=\S)/giu;

/** @returns a text without the mention of its owner, who is as they were typed: `@ana`, `<@U123>`. */
export function ownerIn(text: string): { readonly text: string; readonly owner?: string } {
  const found = MENTION.exec(text);
  if (!found) return { text: tidy(text) };
  const owner = found[0].replace(/^@"(.*)"$/, '@$1').replace(/[.]+$/, '');
  const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`;
  return { text: tidy(rest.replace(/\b(?:for|to)\s+(?=\s*$)/i, ' ')), owner };
}

/**
 * Reads a date as people write it: `Friday`, `2026-03-01`, `end of month`, `tomorrow 5pm`.
 * @param now epoch milliseconds. @param zone IANA zone in which days begin and end.
 * @returns the last instant of that day, or the instant that was named; undefined when the text is no date.
 */
export function dueDate(text: string, now: number, zone: string): number | undefined {
  const said = text.trim().replace(/[.!)]+$/, '');
  const reference = { instant: new Date(now), timezone: offsetMinutes(now, zone) };
  const calendar = ofCalendar(said, now, zone);
  if (calendar !== undefined) return calendar;
  const [first, ...more] = parse(said, reference, { forwardDate: true });
  if (!first || more.length > 0 || first.end) return undefined;
  const outside = said.slice(0, first.index) + said.slice(first.index + first.text.length);
  if (!/^(?:\s|,|the|on|at|end of|eod|cob)*$/i.test(outside)) return undefined;
  const { start } = first;
  if (start.isCertain('timezoneOffset')) return start.date().getTime();
  const of = (part: 'year' | 'month' | 'day' | 'hour' | 'minute'): number => start.get(part) ?? 0;
  const wall = { year: of('year'), month: of('month'), day: of('day') };
  const isTimed = start.isCertain('hour') && !/end of|eod|cob/i.test(outside);
  return isTimed
    ? instantOf({ ...wall, hour: of('hour'), minute: of('minute') }, zone)
    : endOfDay(wall, zone);
}

function endOfDay({ year, month, day }: { year: number; month: number; day: number }, zone: string): number {
  return instantOf({ year, month, day: day + 1, hour: 0, minute: 0 }, zone) - 1;
}

/** What chrono takes for the beginning: a week, a month or a quarter ends at its last day. */
function ofCalendar(said: string, now: number, zone: string): number | undefined {
  const words =
    /^(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?(?<which>this|next)?\s*(?<unit>day|week|month|quarter|year)$/i.exec(
      said.replace(/^eo([dwmqy])$/i, (_, unit: string) => `end of ${UNITS[unit.toLowerCase()] ?? ''}`),
    )?.groups;
  if (!words) return undefined;
  const today = wallTime(now, zone);
  const next = words.which?.toLowerCase() === 'next' ? 1 : 0;
  const { year, month, day } = today;
  switch (words.unit?.toLowerCase()) {
    case 'day':
      return endOfDay({ year, month, day: day + next }, zone);
    case 'week': {
      // The last working day.
      const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
      const friday = day - weekday + 4 + (next || weekday > 4 ? 7 : 0);
      return endOfDay({ year, month, day: friday }, zone);
    }
    case 'month':
      return endOfDay({ year, month: month + 1 + next, day: 0 }, zone);
    case 'quarter':
      return endOfDay({ year, month: (Math.floor((month - 1) / 3) + 1 + next) * 3 + 1, day: 0 }, zone);
    default:
      return endOfDay({ year: year + next, month: 12, day: 31 }, zone);
  }
}

const UNITS: Readonly<Record<string, string>> = { d: 'day', w: 'week', m: 'month', q: 'quarter', y: 'year' };

/** @returns a text without the date that ends it after "by", with that date. */
export function dueIn(
  text: string,
  now: number,
  zone: string,
): { readonly text: string; readonly due?: number } {
  // The last one counts: "stand by until Friday".
  for (const found of [...text.matchAll(BY)].reverse()) {
    const due = dueDate(text.slice(found.index + found[0].length), now, zone);
    if (due !== undefined) return { text: tidy(text.slice(0, found.index)), due };
  }
  return { text: tidy(text) };
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[\s:,–—-]+|[\s,;(–—-]+$/g, '');
}
