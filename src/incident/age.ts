import { counted } from '../text/counted.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/**
 * A span of time as people say it: `4 minutes`, `2 hours`, `1 day`.
 * @param ms length in milliseconds; below a second and negative count as `0 seconds`.
 */
export function span(ms: number): string {
  for (const [unit, length] of UNITS) {
    const count = Math.floor(ms / length);
    if (count >= 1) return counted(count, unit);
  }
  return '0 seconds';
}

/** @returns `4 minutes ago`, or `just now` within the same second. */
export function ago(then: number, now: number): string {
  return now - then < 1_000 ? 'just now' : `${span(now - then)} ago`;
}
