import { connectionCodes, notSent } from '../transport/not-sent.ts';
import { retryAfterMs } from '../transport/retry-after.ts';
import { TrackerError } from './error.ts';

/** How long a tracker is left alone that asks to wait without saying how long, in milliseconds. */
const USUAL_WAIT_MS = 60_000;
/** The most of a tracker's own words that is passed on, in characters. */
const QUOTED = 300;

/** @returns what a failed connection means. @param what which tracker, as in `trackers.ops`. */
export function unanswered(error: unknown, what: string): TrackerError {
  const codes = connectionCodes(error);
  const reason = codes[0] === undefined ? '' : ` (${codes[0]})`;
  return notSent(codes) !== undefined
    ? new TrackerError(
        'connection_failed',
        `${what} could not be reached${reason}: check url. It will be tried again.`,
        {
          cause: error,
        },
      )
    : new TrackerError(
        'outcome_unknown',
        `${what} did not answer${reason}. It will be looked for, and tried again.`,
        {
          cause: error,
        },
      );
}

/**
 * @param header of `Retry-After`. @param now epoch milliseconds.
 * @returns how long the tracker is to be left alone, in milliseconds.
 */
export function waitOf(header: string | null | undefined, now: number): number {
  return retryAfterMs(header, now, USUAL_WAIT_MS);
}

/** @returns a tracker's own words in one line, cut, as they may be shown; nothing when there are none. */
export function quotedWords(words: string): string {
  const line = words
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replace(/[.]+$/, '');
  if (line === '') return '';
  return `: ${line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line}`;
}
