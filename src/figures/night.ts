import { DAY_MS, MINUTE_MS, type Wall } from '../oncall/wall.ts';

/** When people sleep, in minutes after midnight; `to` is exclusive, and before `from` the night goes over midnight. */
export interface Night {
  readonly from: number;
  readonly to: number;
}

/** @param wall what the clocks show where somebody lives. */
export function isNight({ from, to }: Night, wall: Wall): boolean {
  const minute = Math.floor((((wall % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}
