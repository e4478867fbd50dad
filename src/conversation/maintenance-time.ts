import { instantOf, wallAt, DAY_MS } from '../oncall/wall.ts';
import { parseLength } from './length.ts';
import { spokenStretch, type NoStretch } from './stretch.ts';

/** When a maintenance is to hold, in epoch milliseconds, and why. */
export interface MaintenanceTime {
  /** Absent: from now on. */
  readonly from?: number;
  readonly until: number;
  readonly reason?: string;
  /** Whether it was read by the clocks of the zone, and not as a length from now. */
  readonly byClock: boolean;
}

/** Most words of a time. */
const WORDS = 10;
const LONGEST = 500;
/** What a time goes on with that began with a length: all else is a reason. */
const GOES_ON =
  /^(?:from|starting|beginning|at|on|today|tonight|tomorrow|next|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|\d{1,2}(?::\d{2}|\s?[ap]m)|\d{4}-\d{2}-\d{2})\b/i;
const A_DAY = /\b(?:today|tonight|tomorrow|next|\d{4}-\d{2}|(?:mon|tue|wed|thu|fri|sat|sun)\w*)\b/i;
const FILLER = /^(?:because(?: of)?|for|as|since|reason:?)\s+/i;

const reasonOf = (text: string): { reason?: string } => {
  const reason = text.trim().replace(FILLER, '').trim();
  return reason === '' ? {} : { reason };
};

/**
 * Reads a time and then perhaps a reason: `2h database upgrade`, `22:00-23:30`, `tomorrow 22:00 for 2h because of the move`,
 * `until 6:00`. The time is as many words from the beginning as make one.
 * @param now epoch milliseconds. @param zone IANA zone by whose clocks times are meant.
 */
export function maintenanceTime(said: string, now: number, zone: string): MaintenanceTime | NoStretch {
  const text = said.trim().slice(0, LONGEST);
  const length = parseLength(text);
  const alone = length && { until: now + length.ms, byClock: false, ...reasonOf(length.left) };
  if (alone && text.endsWith(length.left) && !GOES_ON.test(length.left)) return alone;
  const words = text.split(/\s+/);
  for (let n = Math.min(words.length, WORDS); n > 0; n--) {
    const time = words.slice(0, n).join(' ');
    const found = spokenStretch({ text: time }, now, zone);
    if ('problem' in found) {
      if (found.byClocks) return found;
      continue;
    }
    if (found.left !== '') continue;
    const { from, until, byClock } = A_DAY.test(time) ? found : current(time, found, now, zone);
    return {
      ...(from > now && { from }),
      until,
      byClock,
      ...reasonOf(words.slice(n).join(' ')),
    };
  }
  if (alone && !A_DAY.test(length.left) && !/\d[:\d]*(?:\s?[ap]m\b|:)/i.test(length.left)) return alone;
  return {
    problem:
      'When, or for how long? Say it as `2h`, `22:00-23:30`, `tomorrow 22:00 for 2h` or `until friday 6:00`, and then why.',
  };
}

/** Clock times without a day are those of the time that goes on just now, where one does: at 22:15 `22:00-23:30` is tonight. */
function current(
  text: string,
  found: { readonly from: number; readonly until: number; readonly byClock: boolean },
  now: number,
  zone: string,
): typeof found {
  if (!found.byClock || found.from <= now) return found;
  const before = instantOf(wallAt(now, zone) - DAY_MS, zone);
  const earlier = spokenStretch({ text }, Math.max(before, now - (found.until - found.from)), zone);
  return !('problem' in earlier) && earlier.from <= now && earlier.until > now ? earlier : found;
}
