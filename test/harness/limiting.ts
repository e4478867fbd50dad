import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import {
  askLane,
  FRESH_LANE,
  LEAD_MS,
  leaveLane,
  type Lane,
  type Turn,
  type Urgency,
} from '../../src/chat/lane.ts';
import { PACED, type Paced } from '../../src/chat/pacing.ts';
import type { Activities } from '../../activities/index.ts';

/** Instants, epoch milliseconds: when it was asked for first, and when it came. */
export interface Use {
  readonly asked: number;
  readonly at?: number;
}

type Limited = Pick<Activities, 'deliver' | 'page' | 'editCard' | 'setChannelTopic' | 'leaveTurn'>;

/**
 * Puts a limit before activities, as a platform's lane does, on the server's clock: where time is skipped, what is near
 * is let through at once.
 * @returns those activities, and their uses of the limit by the send's key.
 */
export function limiting(
  lane: Lane,
  activities: Limited,
): { activities: Limited; uses: ReadonlyMap<string, Use> } {
  let state = FRESH_LANE;
  const uses = new Map<string, Use>();
  function pass(key: string, urgency: Urgency, turn: Turn | undefined): void {
    const now = activityInfo().currentAttemptScheduledTimestampMs;
    const asked = uses.get(key)?.asked ?? now;
    const answer = askLane(lane, state, { urgency, turn, now });
    ({ state } = answer);
    if (answer.kind === 'go') {
      uses.set(key, { asked, at: answer.at });
      return;
    }
    uses.set(key, { asked });
    const detail: Paced = {
      turn: answer.turn,
      waitMs: Math.max(1, answer.waitMs - LEAD_MS),
      turnMs: answer.waitMs,
      reason: 'main: no room yet',
    };
    throw ApplicationFailure.create({
      message: detail.reason,
      type: PACED,
      nonRetryable: true,
      details: [detail],
    });
  }
  return {
    uses,
    activities: {
      deliver(delivery) {
        pass(delivery.key, delivery.quiet ? 'quiet' : 'news', delivery.turn);
        return activities.deliver(delivery);
      },
      page(delivery) {
        pass(delivery.key, 'page', delivery.turn);
        return activities.page(delivery);
      },
      editCard(edit) {
        pass(edit.key, 'quiet', edit.turn);
        return activities.editCard(edit);
      },
      setChannelTopic(change) {
        pass(change.key, 'quiet', change.turn);
        return activities.setChannelTopic(change);
      },
      leaveTurn(left) {
        state = leaveLane(state, left.turn);
        return activities.leaveTurn(left);
      },
    },
  };
}
