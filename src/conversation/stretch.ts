import { parse, type ParsedComponents, type ParsedResult } from 'chrono-node';
import { DAY_MS, instantOf, instantsOf, MINUTE_MS, wallAt, type Wall } from '../oncall/wall.ts';
import { parseLength } from './length.ts';

/** A time ahead that somebody spoke of, in epoch milliseconds. */
export interface Stretch {
  readonly from: number;
  /** Exclusive. */
  readonly until: number;
  /** What was said besides. */
  readonly left: string;
  /** Whether it was read by the clocks of the zone, and not as a length from now. */
  readonly byClock: boolean;
}

/** Why no time was understood, with what to write instead. */
export interface NoStretch {
  readonly problem: string;
  /** Clocks never show the time that was said, or do so twice. */
  readonly byClocks?: true;
}

/** What somebody said of a time. */
export interface SpokenStretch {
  /** Such as `2h`, `tomorrow 9 to 17`, `until friday 18:00`, with other words around it. */
  readonly text: string;
  /** What was said of the beginning and of the end by themselves. */
  readonly from?: string;
  readonly until?: string;
}

/** A moment that was spoken of, or a day. */
interface Moment {
  readonly at: number;
  /** The end of the day where a day was meant. */
  readonly dayEnd?: number;
  readonly left: string;
  readonly byClock: boolean;
}

/** Between a beginning and an end; the hyphens of a date are none. */
const SEPARATOR =
  /\s+(?:to|until|till|through|–|—|-)\s+|(?<=(?:^|\s)\d{1,2}(?::\d{2})?(?:[ap]m)?)[–—-](?=\d{1,2}(?::\d{2})?(?:\s|$|[ap]m))/i;
const UNTIL = /(?:^|\s)(?:until|till|to)\s+(.+)$/i;
const WEEKEND = /\b(?:this |the |next )?weekend\b/i;
const EXAMPLES = '`2h`, `tomorrow 9:00 to 17:00` or `until friday 18:00`';

/**
 * Understands a time ahead: a length from now (`2h`), two moments (`tomorrow 9 to 17`), one with a length (`tomorrow 9:00
 * for 3 hours`), an end (`until friday 9:00`) or a whole day (`saturday`).
 * @param now epoch milliseconds. @param zone IANA zone by whose clocks times are meant.
 */
export function spokenStretch(spoken: SpokenStretch, now: number, zone: string): Stretch | NoStretch {
  try {
    return understood(spoken, now, zone);
  } catch (error) {
    if (error instanceof Unclear)
      return { problem: error.message, ...(error.byClocks && { byClocks: true as const }) };
    throw error;
  }
}

/** A time that cannot be meant, on its way to who said it. */
class Unclear extends Error {
  readonly byClocks: boolean;

  constructor(message: string, byClocks = false) {
    super(message);
    this.byClocks = byClocks;
  }
}

function understood(spoken: SpokenStretch, now: number, zone: string): Stretch {
  const length = parseLength(spoken.text);
  const text = length ? length.left : spoken.text;
  const split = spoken.from === undefined && spoken.until === undefined ? SEPARATOR.exec(text) : null;
  const said = split && {
    from: text.slice(0, split.index),
    until: text.slice(split.index + split[0].length),
  };
  const before = said ?? { from: spoken.from, until: spoken.until };
  const until = UNTIL.exec(text);
  if (!said && before.until === undefined && until) {
    before.until = until[1] ?? '';
    before.from ??= text.slice(0, until.index);
  } else before.from ??= spoken.until === undefined || length ? text : undefined;
  const begins = before.from === undefined ? undefined : moment(before.from, now, zone);
  const from = begins?.at ?? now;
  const ends = before.until === undefined ? undefined : moment(before.until, now, zone, from);
  if (spoken.from !== undefined && !begins) throw new Unclear(notATime(spoken.from));
  if (before.until !== undefined && !ends) throw new Unclear(notATime(before.until));
  const left = [
    begins ? begins.left : before.from,
    ends?.left,
    spoken.from !== undefined || (spoken.until !== undefined && before.from === undefined) ? text : '',
  ];
  const end = ends ? (ends.dayEnd ?? ends.at) : length ? from + length.ms : begins?.dayEnd;
  if (end === undefined)
    throw new Unclear(begins ? `Until when? Say it as ${EXAMPLES}.` : `For how long? Say it as ${EXAMPLES}.`);
  return {
    from,
    until: end,
    left: left.filter(Boolean).join(' ').replace(/\s+/g, ' ').trim(),
    byClock: (begins?.byClock ?? false) || (ends?.byClock ?? false),
  };
}

const notATime = (text: string): string =>
  `${JSON.stringify(text.slice(0, 40))} is not understood as a time: say it as ${EXAMPLES}.`;

/** @returns the moment that a text speaks of; undefined when it speaks of none. */
/** @param after a time of day or a weekday is the first after this; a day such as `tomorrow` is counted from now. */
function moment(text: string, now: number, zone: string, after = now): Moment | undefined {
  const weekend = WEEKEND.exec(text);
  if (weekend) return weekendOf(text, weekend, now, zone);
  // Chrono takes no bare hour for a time unless something stands before it.
  const written = text.replace(/(^|\s)(?:at\s+)?(\d{1,2})(?=\s*$)/i, '$1$2:00');
  const read = (from: number): ParsedResult | undefined => {
    const timezone = Math.round((wallAt(from, zone) - from) / MINUTE_MS);
    return parse(written, { instant: new Date(from), timezone }, { forwardDate: true })[0];
  };
  const following = read(after);
  const found = following?.start.isCertain('day') ? read(now) : following;
  if (!found) return undefined;
  const rest = `${written.slice(0, found.index)} ${written.slice(found.index + found.text.length)}`;
  const left = rest.replace(/(?:^|\s)(?:from|starting|at|on|by)(?=\s*$|\s+$)/i, '').trim();
  if (found.start.isCertain('timezoneOffset'))
    return { at: found.start.date().getTime(), left, byClock: false };
  const wall = wallOf(found.start);
  const tags = found.tags();
  const casual = ['morning', 'noon', 'afternoon', 'evening', 'night', 'midnight'].some((part) =>
    tags.has(`casualReference/${part}`),
  );
  if (found.start.isCertain('hour') || casual) return { at: only(wall, zone), left, byClock: true };
  const day = Math.floor(wall / DAY_MS) * DAY_MS;
  return { at: instantOf(day, zone), dayEnd: instantOf(day + DAY_MS, zone), left, byClock: true };
}

function weekendOf(text: string, found: RegExpExecArray, now: number, zone: string): Moment {
  const [saturday] = parse(
    'saturday',
    { instant: new Date(wallAt(now, zone)), timezone: 0 },
    { forwardDate: true },
  );
  const today = Math.floor(wallAt(now, zone) / DAY_MS) * DAY_MS;
  const next = saturday ? Math.floor(wallOf(saturday.start) / DAY_MS) * DAY_MS : today;
  // On a Saturday or a Sunday the weekend is the one that has begun.
  const day = next - today === 6 * DAY_MS || next - today === 7 * DAY_MS ? next - 7 * DAY_MS : next;
  const begins = /next/i.test(found[0]) && day <= today ? day + 7 * DAY_MS : day;
  const left = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.trim();
  const at = Math.max(instantOf(begins, zone), now);
  return { at, dayEnd: instantOf(begins + 2 * DAY_MS, zone), left, byClock: true };
}

function wallOf(part: ParsedComponents): Wall {
  const of = (component: 'year' | 'month' | 'day' | 'hour' | 'minute'): number => part.get(component) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
}

/** @returns the one instant at which clocks show this. @throws Unclear when they never do, or do so twice. */
function only(wall: Wall, zone: string): number {
  const [first, second] = instantsOf(wall, zone);
  const shown = new Date(wall).toISOString().slice(0, 16).replace('T', ' ');
  if (first === undefined) {
    const later = new Date(wallAt(instantOf(wall, zone), zone)).toISOString().slice(11, 16);
    throw new Unclear(
      `There is no ${shown} in ${zone}: clocks are put forward over it. Say ${later} if you mean an hour that there is.`,
      true,
    );
  }
  if (second !== undefined)
    throw new Unclear(
      `${shown} comes twice in ${zone}, because clocks are put back: say which, \`${shown}${offsetText(wall - first)}\` or \`${shown}${offsetText(wall - second)}\`.`,
      true,
    );
  return first;
}

/** @returns an offset from UTC as `+02:00`. @param ms milliseconds. */
function offsetText(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / MINUTE_MS);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
