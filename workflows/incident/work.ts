import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  rootCause,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { KNOWN_TROUBLE } from '../../src/chat/delivery.ts';

/** Failures that no retry mends end an activity at once; the others are tried again by Temporal within these bounds. */
const SEND: ActivityOptions = {
  startToCloseTimeout: '40s',
  // A worker that died is noticed by the heartbeats that stay away, and another takes over.
  heartbeatTimeout: '5s',
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
};

/** A page moves on to the next way of contact much sooner, and learns within a second that it is cancelled. */
const PAGE: ActivityOptions = {
  ...SEND,
  scheduleToCloseTimeout: '1m',
  retry: { initialInterval: '1s', backoffCoefficient: 1.5, maximumInterval: '10s' },
  priority: { priorityKey: 1 },
};

/** A page by an instance that is known to take nothing, before another channel is told instead of the person. */
const PAGE_BRIEFLY: ActivityOptions = { ...PAGE, scheduleToCloseTimeout: '10s' };

/** The read model is worth any patience: nothing waits for it, and it must become complete. */
const RECORD: ActivityOptions = {
  startToCloseTimeout: '20s',
  heartbeatTimeout: '5s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
};

/** A channel that cannot be created now may be created in an hour; the incident goes on meanwhile. */
const OPEN: ActivityOptions = {
  ...SEND,
  scheduleToCloseTimeout: '2h',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '5m' },
};

/** Who is told what; what nobody finds out soon the channels tell all the same. */
const ASK: ActivityOptions = {
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s' },
};

/** Who is to be paged: nobody is until that is known, so it is tried again at once and for ever. */
const LOOK_UP: ActivityOptions = {
  startToCloseTimeout: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 1.5, maximumInterval: '5s' },
  priority: { priorityKey: 1 },
};

/** News to one person beside the channels. */
const TELL: ActivityOptions = { ...SEND, scheduleToCloseTimeout: '2m' };

/** A run by itself is worth a quarter of an hour of the store's or Temporal's being away, and nothing waits for it. */
const ORDER: ActivityOptions = {
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '15m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
};

/** What is given with a call is added to what stands here: bounds such as {@link SEND}'s would hold for all. */
const activities = proxyActivities<Activities>({ startToCloseTimeout: '40s' });

interface Asked<A, R> {
  executeWithOptions(options: ActivityOptions, args: [A]): Promise<R>;
}

/** @returns a call of the activity; its `summary` is one line for the reader of the Temporal UI. */
function asked<A, R>(activity: Asked<A, R>, options: ActivityOptions) {
  return (summary: string, argument: A): Promise<R> =>
    activity.executeWithOptions({ ...options, summary: summary.slice(0, 200) }, [argument]);
}

/** What the workflow asks of workers, each with the retries that suit it. */
export const work = {
  whoIsOnCall: asked(activities.whoIsOnCall, LOOK_UP),
  whichHours: asked(activities.whichHours, LOOK_UP),
  waysToReach: asked(activities.waysToReach, ASK),
  loudAccounts: asked(activities.loudAccounts, ASK),
  tell: asked(activities.deliver, TELL),
  record: asked(activities.recordIncident, RECORD),
  deliver: asked(activities.deliver, SEND),
  page: asked(activities.page, PAGE),
  pageBriefly: asked(activities.page, PAGE_BRIEFLY),
  editCard: asked(activities.editCard, SEND),
  openChannel: asked(activities.openChannel, OPEN),
  setTopic: asked(activities.setChannelTopic, SEND),
  invite: asked(activities.inviteToChannel, SEND),
  pin: asked(activities.pinCard, SEND),
  archive: asked(activities.archiveChannel, SEND),
  orderRunbook: asked(activities.orderRunbook, ORDER),
};

export interface Trouble {
  readonly code: string;
  readonly reason: string;
  /** Trying again cannot help. */
  readonly permanent: boolean;
}

/** Longest reason of a failure that is kept, in characters: whole answers of servers can stand in one. */
const LONGEST_REASON = 500;

/** @returns why an activity failed for good, in words for the timeline. */
export function troubleOf(error: unknown): Trouble {
  const trouble = wholeTroubleOf(error);
  return { ...trouble, reason: trouble.reason.slice(0, LONGEST_REASON) };
}

function wholeTroubleOf(error: unknown): Trouble {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const { message: reason, nonRetryable } = cause;
    const code = cause.type ?? 'failed';
    // It was not even tried.
    return { code, reason, permanent: code !== KNOWN_TROUBLE && (nonRetryable ?? false) };
  }
  if (cause instanceof TimeoutFailure) {
    const last = rootCause(cause.cause);
    return { code: 'timed_out', reason: last ?? 'no answer in time', permanent: false };
  }
  return { code: 'failed', reason: rootCause(error) ?? 'unknown failure', permanent: false };
}
