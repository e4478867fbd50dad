import { ApplicationFailure } from '@temporalio/common';
import { CHAT_ERRORS, ChatError } from '../src/chat/error.ts';
import { TRACKER_ERRORS, TrackerError } from '../src/tracker/error.ts';

/** @returns what the work returns. @throws in Temporal's terms what a provider declares; everything else as it is. */
export async function inTemporalsTerms<R>(work: () => R | Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ChatError ? asFailure(error).failure : error;
  }
}

/**
 * Says a provider's or a bug tracker's failure in Temporal's terms: what cannot succeed later is not retried, and a
 * platform that asks to wait is waited for.
 * @returns the failure, its stable code, and whether the platform may have done it all the same.
 */
export function asFailure(error: unknown): { failure: ApplicationFailure; code: string; unknown: boolean } {
  const meaning =
    error instanceof ChatError
      ? CHAT_ERRORS[error.code]
      : error instanceof TrackerError
        ? TRACKER_ERRORS[error.code]
        : undefined;
  const declared = error instanceof ChatError || error instanceof TrackerError ? error : undefined;
  if (!meaning || !declared) {
    const message = error instanceof Error ? error.message : String(error);
    // Not a failure that a provider declares: nothing is known of its outcome.
    return {
      failure: ApplicationFailure.create({ message, type: 'unexpected' }),
      code: 'unexpected',
      unknown: true,
    };
  }
  const { code, message, retryAfterMs } = declared;
  const failure = ApplicationFailure.create({
    message,
    type: code,
    nonRetryable: !meaning.retry,
    ...(retryAfterMs !== undefined && { nextRetryDelay: retryAfterMs }),
  });
  return { failure, code, unknown: meaning.outcome === 'unknown' };
}
