import { Temporal } from 'temporal-polyfill';

/**
 * What the clocks of a zone show, in milliseconds as if that zone were UTC. Every day has 24 hours in it, so that turns
 * are reckoned by adding; only {@link instantOf} meets the changes of clocks.
 */
export type Wall = number;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** @param at epoch milliseconds. @param zone IANA name. @throws RangeError when there is no such zone. */
export function wallAt(at: number, zone: string): Wall {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone);
  return zoned.epochMilliseconds + zoned.offsetNanoseconds / 1e6;
}

/**
 * @returns when the clocks of a zone show this, in epoch milliseconds. A time that a change of clocks leaves out is taken
 * as that much later; of one that comes twice, the first (RFC 5545, section 3.3.5; `compatible` of ECMAScript's Temporal).
 */
export function instantOf(wall: Wall, zone: string): number {
  return plain(wall).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/**
 * @returns every instant at which the clocks of a zone show this, in epoch milliseconds: one as a rule, none where a change
 * of clocks leaves it out, two where it comes twice.
 */
export function instantsOf(wall: Wall, zone: string): number[] {
  const [first, last] = (['earlier', 'later'] as const).map(
    (disambiguation) => plain(wall).toZonedDateTime(zone, { disambiguation }).epochMilliseconds,
  );
  return [...new Set([first ?? 0, last ?? 0])].filter((at) => wallAt(at, zone) === wall);
}

/** @returns whether a change of clocks leaves this time out, so that no clock of the zone ever shows it. */
export function isLeftOut(wall: Wall, zone: string): boolean {
  return wallAt(instantOf(wall, zone), zone) !== wall;
}

/** @returns the date that calendars show, such as `2026-03-29`. */
export function dateOf(wall: Wall): string {
  return new Date(wall).toISOString().slice(0, 10);
}

/** @returns midnight at the beginning of the day. */
export function dayOf(wall: Wall): Wall {
  return Math.floor(wall / DAY_MS) * DAY_MS;
}

/** @returns 1 for Monday to 7 for Sunday. */
export function weekdayOf(wall: Wall): number {
  // 1 January 1970 was a Thursday.
  return ((((Math.floor(wall / DAY_MS) + 3) % 7) + 7) % 7) + 1;
}

function plain(wall: Wall): Temporal.PlainDateTime {
  return Temporal.PlainDateTime.from(new Date(wall).toISOString().slice(0, -1));
}
