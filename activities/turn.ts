import type { Turn } from '../src/chat/lane.ts';
import type { LaneOwner } from '../src/chat/pacing.ts';
import type { Pace } from './pace.ts';

export interface TurnActivities {
  /** Lets those move up who wait behind a turn for which nobody will come. */
  leaveTurn(left: LaneOwner & { readonly turn: Turn }): Promise<void>;
}

export function createTurnActivities(pace: Pick<Pace, 'leave'>): TurnActivities {
  return { leaveTurn: ({ tenant, instance, turn }) => pace.leave({ tenant, instance }, turn) };
}
