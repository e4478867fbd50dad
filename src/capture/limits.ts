const KB = 1_024;
const MB = 1_024 * KB;

/** How much is kept where, for one integration and for all. */
export const LIMITS = {
  /** In one commit. */
  laneItems: 500,
  laneBytes: 4 * MB,
  bytes: 12 * MB,
  /** Commits under way at once, and how much must wait for one beside another. */
  atOnce: 2,
  besideItems: 16,
  besideBytes: 256 * KB,
  /** In memory, until it is committed. */
  waitingOf: 32 * MB,
  waiting: 96 * MB,
  /** Stored and not worked off. */
  backlogItems: 100_000,
  backlogBytes: 256 * MB,
} as const satisfies Record<string, number>;

export type CaptureLimits = Readonly<Record<keyof typeof LIMITS, number>>;
