import type { Heartbeat } from './rule.ts';

/** Who looks so much later than a sign of life was due was not there itself, in milliseconds. */
const LATE_MS = 30_000;

/** @param last when the last came, epoch milliseconds. @returns when the next must have come at the latest. */
export function dueAt(last: number, { everyMs, graceMs }: Heartbeat): number {
  return last + everyMs + graceMs;
}

/**
 * While no worker ran, signs of life waited in the inbox, or nobody took them in: that is no silence of their sender, and
 * they are waited for anew.
 * @param last when the last came. @param now both in epoch milliseconds.
 * @returns from when on the next is waited for.
 */
export function awaitedFrom(last: number, heartbeat: Heartbeat, now: number): number {
  return now - dueAt(last, heartbeat) > LATE_MS ? now : last;
}
