import ICAL from 'ical.js';
import { CalendarError } from './calendar-text.ts';
import { instantOf, wallAt, type Wall } from './wall.ts';
import { isZone } from './zone.ts';

/** By whose clocks a time of a calendar is meant: an IANA zone's, or those that the calendar itself describes. */
export type Clock = string | ICAL.Timezone;

/** @returns what the clocks show, as the time is written. */
export function wallOf(time: ICAL.Time): Wall {
  return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
}

/**
 * Times are in UTC, in a zone of IANA, in one that the calendar describes itself, or in none.
 * @param zone IANA name of the zone that is meant where none is named.
 * @throws CalendarError when nobody knows the zone.
 */
export function clockOf(property: ICAL.Property, time: ICAL.Time, zone: string): Clock {
  if (time.zone === ICAL.Timezone.utcTimezone) return 'UTC';
  const named = property.getParameter('tzid');
  if (time.isDate || typeof named !== 'string') return zone;
  if (isZone(named)) return named;
  // The library takes what it does not know for no zone at all.
  if ((time.zone as ICAL.Timezone | null) && time.zone !== ICAL.Timezone.localTimezone) return time.zone;
  throw new CalendarError(`it does not say what the time zone ${JSON.stringify(named)} is`);
}

/** @returns when clocks show this, in epoch milliseconds. */
export function instantBy(clock: Clock, wall: Wall): number {
  return typeof clock === 'string' ? instantOf(wall, clock) : timeAt(wall, clock).toUnixTime() * 1_000;
}

/** @returns what clocks show at an instant. */
export function wallBy(clock: Clock, at: number): Wall {
  if (typeof clock === 'string') return wallAt(at, clock);
  return wallOf(timeAt(at, ICAL.Timezone.utcTimezone).convertToZone(clock));
}

/** @returns a wall time as the library has it. */
export function timeAt(wall: Wall, zone: ICAL.Timezone = ICAL.Timezone.localTimezone): ICAL.Time {
  const date = new Date(wall);
  return new ICAL.Time(
    {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      isDate: false,
    },
    zone,
  );
}
