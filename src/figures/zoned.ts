import { HOUR_MS, wallAt, type Wall } from '../oncall/wall.ts';

/** In so short a time clocks are changed once at most, in milliseconds. */
const STRETCH_MS = 6 * HOUR_MS;

/**
 * Reads the clocks on the wall for many instants of few zones: where no clock is changed, once for six hours.
 * @returns as {@link wallAt}.
 */
export function createZoned(): (at: number, zone: string) => Wall {
  /** How far the wall is ahead of UTC by zone and stretch; undefined where it is changed. */
  const known = new Map<string, number | undefined>();
  return (at, zone) => {
    const stretch = Math.floor(at / STRETCH_MS);
    const key = `${stretch} ${zone}`;
    if (!known.has(key)) {
      const start = stretch * STRETCH_MS;
      const [first, last] = [start, start + STRETCH_MS].map((instant) => wallAt(instant, zone) - instant);
      known.set(key, first === last ? first : undefined);
    }
    const ahead = known.get(key);
    return ahead === undefined ? wallAt(at, zone) : Math.floor(at) + ahead;
  };
}
