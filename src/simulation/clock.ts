import { writeDuration } from '../config/duration.ts';
/** Times and lengths of a simulation as people read them. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** @param at epoch milliseconds. @param zone IANA name. @returns `Sun 22 Nov 03:05`, as clocks there show it. */
export function clockTime(at: number, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return `${of('weekday')} ${of('day')} ${of('month')} ${of('hour')}:${of('minute')}`;
}

/** @param ms a length in milliseconds. @returns it in whole seconds: `0m`, `45s`, `12m`, `1h5m`, `2d3h10m`. */
export function length(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds === 0 ? '0m' : writeDuration(seconds * 1_000);
}
