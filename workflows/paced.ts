import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Turn } from '../src/chat/lane.ts';
import { PACED, type LaneOwner, type Paced } from '../src/chat/pacing.ts';

// Who waits behind only waits longer when this fails.
const { leaveTurn } = proxyActivities<Activities>({
  startToCloseTimeout: '5s',
  retry: { maximumAttempts: 2 },
  scheduleToCloseTimeout: '20s',
});

/** @returns for how long the platform's limits leave no room; undefined when something failed for another reason. */
export function pacedBy(error: unknown): Paced | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure) || cause.type !== PACED) return undefined;
  return cause.details?.[0] as Paced;
}

/** How something waits. */
interface How {
  /** What waits; one line for the reader of the Temporal UI. */
  readonly summary: string;
  /** A longer wait, in milliseconds, counts as a failure. */
  readonly patienceMs?: number;
}

/**
 * Waits where something failed because the platform's limits leave no room for it. It is then asked for by an activity
 * of its own, with all the time and attempts that that has: what waits has not failed.
 * @returns the turn to come with.
 * @throws at once, and not by the promise, the error itself when that was not why: histories that never waited are
 * replayed as they were, and an await more would change the order of what follows.
 */
export function room(error: unknown, owner: LaneOwner, how: How): Promise<Turn> {
  const paced = pacedBy(error);
  if (!paced) throw error;
  return waitFor(paced, owner, how);
}

async function waitFor({ turn, waitMs, turnMs, reason }: Paced, owner: LaneOwner, how: How): Promise<Turn> {
  if (turnMs > (how.patienceMs ?? Infinity)) {
    await leave(owner, turn);
    throw ApplicationFailure.create({ message: reason, type: 'rate_limited' });
  }
  try {
    await sleep(waitMs, { summary: `until the platform's limits leave room: ${how.summary}`.slice(0, 200) });
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => leave(owner, turn));
    throw error;
  }
  return turn;
}

/** Lets those move up who wait behind. */
async function leave({ tenant, instance }: LaneOwner, turn: Turn): Promise<void> {
  await leaveTurn({ tenant, instance, turn }).catch(() => undefined);
}
