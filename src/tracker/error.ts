/**
 * Every way in which a bug tracker can fail, with what may be concluded from it.
 * - `retry`: whether trying the same again later can succeed.
 * - `outcome`: whether the tracker may have done what was asked all the same.
 */
export const TRACKER_ERRORS = {
  tracker_not_found: { retry: false, outcome: 'not done', meaning: 'the configuration has no such tracker' },
  connection_failed: { retry: true, outcome: 'not done', meaning: 'the tracker could not be reached' },
  outcome_unknown: {
    retry: true,
    outcome: 'unknown',
    meaning: 'the connection broke before the tracker answered',
  },
  authentication_failed: { retry: false, outcome: 'not done', meaning: 'the tracker refuses the token' },
  permission_denied: { retry: false, outcome: 'not done', meaning: 'the token lacks a right' },
  place_not_found: {
    retry: false,
    outcome: 'not done',
    meaning: 'the repository or project does not exist, or takes no tickets',
  },
  ticket_moved: {
    retry: false,
    outcome: 'not done',
    meaning: 'the ticket is somewhere else now, which its webhook tells',
  },
  ticket_rejected: { retry: false, outcome: 'not done', meaning: 'the tracker refuses the content' },
  too_large: { retry: false, outcome: 'not done', meaning: 'the tracker takes less at once' },
  rate_limited: { retry: true, outcome: 'not done', meaning: 'the tracker asks to wait' },
} as const;

export type TrackerErrorCode = keyof typeof TRACKER_ERRORS;

/** A failure of a bug tracker in Muster's own terms. */
export class TrackerError extends Error {
  override readonly name = 'TrackerError';
  readonly code: TrackerErrorCode;
  /** How long the tracker asks to wait, in milliseconds; only with `rate_limited`. */
  readonly retryAfterMs: number | undefined;

  /** @param message what failed and what to do next; names the setting, never a secret. */
  constructor(
    code: TrackerErrorCode,
    message: string,
    options: { retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
