/** How many requests the longest of the paced operations makes: a card is read, drawn and changed. */
const REQUESTS = 3;

/** A limit, and everything that draws on it. */
export interface RequestLane {
  readonly name: string;
  /** Milliseconds for each operation in the long run. */
  readonly everyMs: number;
  /** How many operations may come at once after a pause. */
  readonly burst: number;
}

/**
 * Mattermost has no limits unless its administrators switch them on (Environment, Rate Limiting), and then one for all
 * that an account asks.
 * @param perSecond the setting requestsPerSecond.
 * @returns none without it.
 */
export function lanesOf(perSecond: number | undefined): readonly RequestLane[] {
  if (perSecond === undefined) return [];
  const burst = Math.max(1, Math.floor(perSecond / REQUESTS));
  return [{ name: 'all', everyMs: (1000 * REQUESTS) / perSecond, burst }];
}
