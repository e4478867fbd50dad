import { parse } from 'chrono-node';
import { offsetMinutes } from '../conversation/zone.ts';
import { DAY_MS, dateOf, instantOf, isLeftOut, wallAt, type Wall } from '../oncall/wall.ts';
import { isZone } from '../oncall/zone.ts';

/** An instant that somebody wrote. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly at: number;
  /** IANA name of the zone in which it was meant. */
  readonly zone: string;
  /** A change of clocks lets this time come twice; the first is meant. */
  readonly twice?: true;
}

const HOW = 'Write a day and a time, such as `Sunday 03:00`, `2026-11-22T03:00 Europe/Berlin` or `now`.';
const ISO = /^(\d{4}-\d{2}-\d{2})[T ](\d{1,2}:\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const ZONE = /^(.*?)\s+\(?([A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+|UTC|GMT)\)?$/;

/**
 * Reads an instant as people write it: `now`, `Sunday 03:00`, `tomorrow 9am`, `2026-11-22T03:00 Europe/Berlin`,
 * `2026-11-22T02:00Z`. A weekday or a time alone is the next one.
 * @param now epoch milliseconds. @param zone IANA name of the zone that is meant where the text names none.
 * @returns a sentence that says what is wrong where the text cannot be read, names no time of day, or a time that the
 * clocks of the zone leave out.
 */
export function readMoment(text: string, now: number, zone: string): Moment | string {
  const [, before, named] = ZONE.exec(text.trim()) ?? [];
  if (named !== undefined && !isZone(named)) return `There is no time zone ${JSON.stringify(named)}. ${HOW}`;
  const said = (before ?? text).trim();
  const meant = named ?? zone;
  if (/^(?:right )?now$/i.test(said)) return { at: now, zone: meant };
  const iso = ISO.exec(said);
  return iso ? dated(iso, meant) : spoken(said, now, meant);
}

function dated(found: RegExpExecArray, zone: string): Moment | string {
  const [text, day = '', time = '', seconds = '00', offset] = found;
  const wall = Date.parse(`${day}T${time.padStart(5, '0')}:${seconds}Z`);
  if (Number.isNaN(wall) || dateOf(wall) !== day) return `There is no ${text.trim()}. ${HOW}`;
  if (offset === undefined) return inZone(wall, zone);
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? [];
  const ahead = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return { at: wall - ahead * 60_000, zone };
}

function spoken(text: string, now: number, zone: string): Moment | string {
  const unread = `I cannot read the time ${JSON.stringify(text.slice(0, 60))}. ${HOW}`;
  const reference = { instant: new Date(now), timezone: offsetMinutes(now, zone) };
  const [found, another] = parse(text, reference, { forwardDate: true });
  // What is left over would have meant something else.
  if (!found || another || found.end || found.text.trim() !== text) return unread;
  const { start } = found;
  if (!start.isCertain('hour')) return `Which time of day? ${HOW}`;
  // The library takes midnight for noon beside another word for the night.
  if (/midnight/i.test(text) && start.get('hour') !== 0) return `Write midnight as 00:00. ${HOW}`;
  if (start.isCertain('timezoneOffset') || found.tags().has('result/relativeDateAndTime')) {
    return { at: start.date().getTime(), zone };
  }
  const of = (part: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'): number => start.get(part) ?? 0;
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  // The library compares by the clocks of the machine, not by those of the zone.
  const past = instantOf(wall, zone) < now && !start.isCertain('day');
  return inZone(wall + (past ? (start.isCertain('weekday') ? 7 : 1) * DAY_MS : 0), zone);
}

function inZone(wall: Wall, zone: string): Moment | string {
  const at = instantOf(wall, zone);
  if (isLeftOut(wall, zone)) return leftOut(wall, at, zone);
  return { at, zone, ...(isTwice(wall, at, zone) && { twice: true as const }) };
}

/** A change of clocks is at most this long. */
const LONGEST_CHANGE_MS = 3 * 3_600_000;

function isTwice(wall: Wall, at: number, zone: string): boolean {
  const ahead = wall - at;
  const afterwards = at + LONGEST_CHANGE_MS;
  const back = ahead - (wallAt(afterwards, zone) - afterwards);
  return back > 0 && wallAt(at + back, zone) === wall;
}

function leftOut(wall: Wall, at: number, zone: string): string {
  const clock = (of: Wall): string => new Date(of).toISOString().slice(11, 16);
  const shown = wallAt(at, zone);
  const minutes = Math.round((shown - wall) / 60_000);
  return `There is no ${clock(wall)} on ${dateOf(wall)} in ${zone}: the clocks are put forward by ${minutes} minutes there. Take an earlier time, or ${clock(shown)} or later.`;
}
