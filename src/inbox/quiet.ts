/** An integration of the configuration, and when something last came of it, in epoch milliseconds. */
export interface Heard {
  /** Name in the configuration. */
  readonly id: string;
  /** After how long in which nothing comes that is told, in milliseconds; undefined: never. */
  readonly quietAfterMs?: number | undefined;
  /** Absent when nothing ever came. */
  readonly lastAt?: number | undefined;
}

/** What is remembered of an integration. Times are epoch milliseconds. */
interface Known {
  /** When it was first seen in the configuration: one of which nothing ever came counts from then. */
  readonly since: number;
  /** When it was last seen there. */
  readonly seenAt: number;
  /** When it was told that nothing comes; absent while that is not so. */
  readonly toldAt?: number;
}

/** An integration that has gone quiet: nothing has come since then; `isNew`: nothing ever has. */
export interface Quiet {
  readonly id: string;
  readonly since: number;
  readonly isNew: boolean;
}

/** What is to be told once, by the same key whenever it is tried again. */
export interface QuietNews {
  readonly key: string;
  /** When it was found, epoch milliseconds. */
  readonly at: number;
  readonly quiet: readonly Quiet[];
  /** Of which something comes again. */
  readonly again: readonly string[];
}

/** What is remembered of the integrations of a tenant. */
export interface QuietState {
  /** Since when it has been looked without a long break, and when last, in epoch milliseconds. */
  readonly watchingSince: number;
  readonly lookedAt: number;
  readonly integrations: Readonly<Record<string, Known>>;
  /** What was found and is not told yet. */
  readonly untold: readonly QuietNews[];
}

const HOUR = 3_600_000;
/** After a break so long it may be Muster that was away, and not its senders, in milliseconds. */
const BREAK_MS = HOUR;
/** For so long a sender has the time to be heard again after a break, in milliseconds. */
const GRACE_MS = HOUR;
/** An integration that was not in the configuration for so long is new when it comes back, in milliseconds. */
const FORGOTTEN_MS = 24 * HOUR;
/** What could not be told for so long is not told any more, in milliseconds. */
const STALE_MS = 24 * HOUR;

/**
 * @param before undefined at the first look. @param now epoch milliseconds.
 * @returns what is remembered from now on, with what there is to tell: all that have gone quiet together, each once, and
 * each once more when it is heard again.
 */
export function lookForQuiet(
  before: QuietState | undefined,
  configured: readonly Heard[],
  now: number,
): QuietState {
  const isBroken = before === undefined || now - before.lookedAt > BREAK_MS;
  const watchingSince = isBroken ? now : before.watchingSince;
  const integrations: Record<string, Known> = {};
  for (const [id, known] of Object.entries(before?.integrations ?? {}))
    if (before !== undefined && before.lookedAt - known.seenAt < FORGOTTEN_MS) integrations[id] = known;
  const quiet: Quiet[] = [];
  const again: string[] = [];
  for (const { id, quietAfterMs = Infinity, lastAt } of configured) {
    const { since = now, toldAt } = integrations[id] ?? {};
    const heardAt = Math.max(lastAt ?? 0, since);
    const grace = before === undefined ? 0 : Math.min(GRACE_MS, quietAfterMs);
    const isQuiet = now - heardAt > quietAfterMs && now - watchingSince >= grace;
    const isHeard = toldAt !== undefined && lastAt !== undefined && lastAt > toldAt;
    if (isHeard) again.push(id);
    const stillTold = toldAt !== undefined && !isHeard;
    const isFresh = isQuiet && !stillTold;
    if (isFresh) quiet.push({ id, since: heardAt, isNew: lastAt === undefined });
    const told = isFresh ? now : stillTold ? toldAt : undefined;
    integrations[id] = { since, seenAt: now, ...(told !== undefined && { toldAt: told }) };
  }
  const untold = (before?.untold ?? []).filter(({ at }) => now - at < STALE_MS);
  if (quiet.length + again.length > 0) untold.push({ key: `quiet:${now}`, at: now, quiet, again });
  return { watchingSince, lookedAt: now, integrations, untold };
}
