import type { Turn } from '../../src/chat/lane.ts';
import { pacedBy } from '../paced.ts';

/** What was given a turn, because the platform's limits left no room for it. */
export interface Waiting {
  readonly turn: Turn;
  /** When to try again, epoch milliseconds. */
  readonly until: number;
}

export const isWaiting = (waiting: Waiting | undefined): boolean =>
  waiting !== undefined && waiting.until > Date.now();

export const turnOf = (waiting: Waiting | undefined): { turn?: Turn } =>
  waiting ? { turn: waiting.turn } : {};

/**
 * @returns what something was given instead of being tried.
 * @throws the error itself when that is not why it failed.
 */
export function waitingAfter(error: unknown): Waiting {
  const paced = pacedBy(error);
  if (!paced) throw error;
  return { turn: paced.turn, until: Date.now() + paced.waitMs };
}
