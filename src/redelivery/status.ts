import type { RedeliveryState } from './missed.ts';

/** How it stands with what a sender tried to deliver in vain, for people. Times are epoch milliseconds. */
export interface RedeliveryStatus {
  /** When the sender was last asked what it could not deliver; absent before the first time. */
  readonly lookedAt?: number;
  /** How many are known that have not come yet. */
  readonly waiting: number;
  /** How many were ever found, asked for again, came then, and were given up. */
  readonly found: number;
  readonly asked: number;
  readonly came: number;
  readonly givenUp: number;
  /** Why the sender could not be asked, by its webhooks. */
  readonly problems: readonly string[];
}

/** @param hooks names of the webhooks that are looked after. @returns how it stands. */
export function redeliveryStatus(
  state: RedeliveryState | undefined,
  hooks: readonly string[],
): RedeliveryStatus {
  const { lookedAt, missed = {}, counts, hooks: known = {} } = state ?? {};
  return {
    ...(lookedAt !== undefined && { lookedAt }),
    waiting: Object.values(missed).filter((one) => one.state === 'waiting').length,
    ...(counts ?? { found: 0, asked: 0, came: 0, givenUp: 0 }),
    problems: hooks.flatMap((hook) => known[hook]?.problem ?? []),
  };
}
