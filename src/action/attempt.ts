import type { RunnerOutcome } from './runner.ts';
import type { RunFailure, RunPlan } from './run.ts';

/** Code of an attempt that was cut off: whether it was done is not known, or it was done in part. */
export const ABANDONED = 'abandoned';

/** What an attempt came to. `cutOff`: by the end of its worker, whether that stopped or died, and not by itself. */
export interface Attempted {
  readonly outcome: RunnerOutcome;
  readonly cutOff?: true;
}

/** How often an attempt that was cut off is made up for: what ends its workers each time is not tried without end. */
const MOST_CUT_OFF = 3;
/** Longest pause between attempts, in milliseconds, where nobody configured a longer one: a run is waited for by people. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * @param attempts how many were made, this one among them. @param cutOff how many of them were cut off.
 * @returns how long is waited before the next attempt, in milliseconds; undefined: this was the last.
 */
export function pauseAfter(
  { outcome, cutOff: isCutOff }: Attempted,
  plan: Pick<RunPlan, 'attempts' | 'retryMs'>,
  attempts: number,
  cutOff: number,
): number | undefined {
  if (outcome.status === 'succeeded' || outcome.status === 'cancelled' || !outcome.mayRepeat)
    return undefined;
  // A deployment is no failure of what was run: it takes none of its attempts.
  if (isCutOff) return cutOff <= MOST_CUT_OFF ? 0 : undefined;
  const own = attempts - cutOff;
  if (own >= plan.attempts) return undefined;
  const longest = Math.max(LONGEST_PAUSE_MS, plan.retryMs);
  return Math.min(longest, outcome.retryAfterMs ?? plan.retryMs * 2 ** (own - 1));
}

/** @returns that an attempt was cut off. @param mayRepeat whether another has no second effect. */
export function cutOff(message: string, mayRepeat: boolean): Attempted {
  return { outcome: { status: 'failed', code: ABANDONED, message, mayRepeat }, cutOff: true };
}

/** @returns how a run ended that somebody cancelled between two attempts. @param before why the former one failed. */
export function cancelledBetween(before: Pick<RunFailure, 'message'>): RunnerOutcome {
  const message = `It was cancelled before it was tried again. Before that: ${before.message}`;
  return { status: 'cancelled', code: 'cancelled', message, mayRepeat: false };
}
