/** A layer whose calendar is fetched from an address. */
export interface FetchedLayer {
  /** Name of the layer. */
  readonly layer: string;
  /** Secret. */
  readonly url: string;
  /** How often it is fetched, in milliseconds. */
  readonly everyMs: number;
  /** How old it may become before that is said loudly, in milliseconds. */
  readonly staleAfterMs: number;
  /** Whether it may lead to a private address, and without TLS. */
  readonly privately: boolean;
}

/** Since when a calendar cannot be fetched or read. */
export interface Failing {
  /** Epoch milliseconds. */
  readonly since: number;
  /** How often in a row. */
  readonly times: number;
  /** Why the last time; holds nothing of the address. */
  readonly reason: string;
  /** Whether trying again will hardly help: somebody has to mend it. */
  readonly lasting: boolean;
}

/** What is known of a calendar that is fetched. Times are epoch milliseconds. */
export interface CalendarState {
  /** When it was tried last. */
  readonly checkedAt: number;
  /** When it was fetched last, or was said to be as it was. Absent: never. */
  readonly fetchedAt?: number;
  readonly failing?: Failing;
}

export type CalendarTrouble = 'failing' | 'never' | 'stale';

/** How often in a row something passing may fail before anybody is told. */
const TOLERATED = { passing: 3, lasting: 2 } as const;
/** Shortest time until it is tried again after a failure, in milliseconds; each time twice as long. */
const FIRST_RETRY_MS = 60_000;

/**
 * @returns what is wrong with a calendar; undefined when it is fetched, or only just failed. `never`: nobody is on call by
 * it. `stale`: it is older than it may become.
 */
export function troubleOf(
  { staleAfterMs }: Pick<FetchedLayer, 'staleAfterMs'>,
  state: CalendarState | undefined,
  now: number,
): CalendarTrouble | undefined {
  if (!state) return undefined;
  const { fetchedAt, failing } = state;
  if (now - (fetchedAt ?? failing?.since ?? now) > staleAfterMs) return 'stale';
  if (!failing || failing.times < TOLERATED[failing.lasting ? 'lasting' : 'passing']) return undefined;
  return fetchedAt === undefined ? 'never' : 'failing';
}

/** @returns in how many milliseconds it is to be fetched next, at the earliest now. */
export function fetchDueMs(
  { everyMs }: Pick<FetchedLayer, 'everyMs'>,
  state: CalendarState | undefined,
  now: number,
): number {
  if (!state) return 0;
  const { checkedAt, failing } = state;
  const wait = failing ? Math.min(everyMs, FIRST_RETRY_MS * 2 ** Math.min(failing.times - 1, 20)) : everyMs;
  return Math.max(0, checkedAt + wait - now);
}
