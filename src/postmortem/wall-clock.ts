/** @param zone IANA name. @returns a function that says an instant, epoch milliseconds, as `2026-03-01 03:04:05` there. */
export function wallClock(zone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (at) => format.format(at);
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** @param ms milliseconds. @returns a length in its two greatest units: `1 h 4 min`. */
export function lengthOf(ms: number): string {
  const whole = Math.max(0, Math.round(ms / 1_000)) * 1_000;
  const first = UNITS.findIndex(([, size]) => whole >= size);
  if (first < 0) return '0 s';
  let left = whole;
  return UNITS.slice(first, first + 2)
    .flatMap(([name, size]) => {
      const count = Math.floor(left / size);
      left -= count * size;
      return count > 0 ? [`${count} ${name}`] : [];
    })
    .join(' ');
}
