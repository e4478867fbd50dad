/** A time as clocks on the wall show it. Months count from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const parts = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  } as const;
  const made = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    ...parts,
  });
  formats.set(zone, made);
  return made;
}

/** @param at epoch milliseconds. @param zone IANA name. @throws RangeError when there is no such zone. */
export function wallTime(at: number, zone: string): WallTime {
  const parts = formatOf(zone).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return { year: of('year'), month: of('month'), day: of('day'), hour: of('hour'), minute: of('minute') };
}

/** @returns the same figures as if the zone were UTC, in epoch milliseconds; figures may overflow, as day 0 or 32. */
function asUtc({ year, month, day, hour, minute }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** @returns how far a zone is ahead of UTC at an instant, in minutes. @param at epoch milliseconds. */
export function offsetMinutes(at: number, zone: string): number {
  const minute = Math.floor(at / 60_000);
  return Math.round(asUtc(wallTime(at, zone)) / 60_000) - minute;
}

/**
 * @param wall may overflow: day 0 is the last of the month before.
 * @returns when clocks of the zone show this, in epoch milliseconds. A time that a change of clocks leaves out is taken as
 * that much later; of one that comes twice, the first.
 */
export function instantOf(wall: WallTime, zone: string): number {
  const guess = asUtc(wall);
  const DAY = 86_400_000;
  // The offset before a change is tried first: of an hour that comes twice it gives the first.
  const [before, after] = [offsetMinutes(guess - DAY, zone), offsetMinutes(guess + DAY, zone)];
  const first = guess - before * 60_000;
  if (offsetMinutes(first, zone) === before) return first;
  const second = guess - after * 60_000;
  return offsetMinutes(second, zone) === after ? second : first;
}
