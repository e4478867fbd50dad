import { instantOf, wallAt, type Wall } from './wall.ts';

/** People who take turns. */
export interface Rotation {
  /** Ids of people in the order of their turns; those of one group are on call together. */
  readonly groups: readonly (readonly string[])[];
  /** The first hand-over; nobody is on call by it before. */
  readonly start: Wall;
  /**
   * How long a turn is by the clocks on the wall, in milliseconds: a week from Monday 09:00 ends on Monday 09:00, also
   * when the clocks are changed meanwhile.
   */
  readonly lengthMs: number;
}

export interface Turn {
  readonly group: readonly string[];
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds, exclusive. */
  readonly until: number;
}

/** @param at epoch milliseconds. @returns whose turn it is; nobody's before the first hand-over. */
export function turnAt(rotation: Rotation, zone: string, at: number): Turn {
  const { groups, start, lengthMs } = rotation;
  const handOver = (turn: number): number => instantOf(start + turn * lengthMs, zone);
  // While clocks are put back they show less than at the hand-over that has been; after being put forward, more.
  let turn = Math.floor((wallAt(at, zone) - start) / lengthMs);
  while (handOver(turn) > at) turn--;
  while (handOver(turn + 1) <= at) turn++;
  if (turn < 0) return { group: [], from: -Infinity, until: handOver(0) };
  return { group: groups[turn % groups.length] ?? [], from: handOver(turn), until: handOver(turn + 1) };
}
