import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';

/** How soon a tracker is tried again that certainly got nothing, in milliseconds, and how late at most. */
const SOON_MS = 15_000;
const LATE_MS = 10 * 60_000;

/**
 * What certainly did not arrive at a bug tracker needs no time until it shows there, so it is tried again sooner than the
 * retry policy says. To be called in an activity.
 * @returns the failure with the time until the next attempt; any other failure as it is.
 */
export function sooner(failure: ApplicationFailure): ApplicationFailure {
  const { message, type, nextRetryDelay } = failure;
  if (type !== 'connection_failed' || nextRetryDelay !== undefined) return failure;
  const ms = Math.min(LATE_MS, SOON_MS * 2 ** (Context.current().info.attempt - 1));
  return ApplicationFailure.create({ message, type, nextRetryDelay: ms });
}
