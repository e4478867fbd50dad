import type { Answer, Lane, Turn, Urgency } from './lane.ts';

/** Whose lanes they are: a platform counts what one instance does. */
export interface LaneOwner {
  readonly tenant: string;
  readonly instance: string;
}

export type LaneAnswer =
  Omit<Extract<Answer, { kind: 'go' }>, 'state'> | Omit<Extract<Answer, { kind: 'wait' }>, 'state'>;

/** The lanes of all instances, the same for every process. Each call rejects when they cannot be reached. */
export interface Lanes {
  /** @param now epoch milliseconds. */
  ask(
    owner: LaneOwner,
    lane: Lane,
    who: { readonly urgency: Urgency; readonly turn?: Turn | undefined; readonly now: number },
  ): Promise<LaneAnswer>;
  /** Lets nobody use a lane before `until`. Both epoch milliseconds. */
  shut(owner: LaneOwner, lane: Lane, until: number, now: number): Promise<void>;
  /** Gives a turn up. */
  leave(owner: LaneOwner, turn: Turn): Promise<void>;
}

/** Code of the failure of what was not tried, because the platform's limits leave no room for it yet. */
export const PACED = 'paced';

/** What such a failure says. */
export interface Paced {
  /** To be shown at the next try. */
  readonly turn: Turn;
  /** When to try again, in milliseconds from now; it may be earlier than the turn, which can move up. */
  readonly waitMs: number;
  /** When the turn comes as things are, in milliseconds from now. */
  readonly turnMs: number;
  readonly reason: string;
}
