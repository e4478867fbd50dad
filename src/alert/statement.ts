import type { Severity } from '../incident/severity.ts';
import type { AlertStatus } from './alert.ts';

/** What a delivery says of one alert, as far as its group needs it. */
export interface Statement {
  /** Short name of the alert, the same from its firing to its end. */
  readonly key: string;
  readonly status: AlertStatus;
  /** Without secrets, at most {@link STATEMENT_TITLE} characters. */
  readonly title: string;
  /** Epoch milliseconds by the clock of the source, compared only with one another. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly severity: Severity;
}

export const STATEMENT_TITLE = 120;

/**
 * How long after an alert has cleared another word of the same firing is taken for one that is late, in milliseconds.
 * Later it is believed: an incident too many is better than none.
 */
export const LATE_MS = 2 * 60_000;

/** What is known of one alert. */
export interface Tracked {
  /** Start of its newest firing by the clock of the source, epoch milliseconds. */
  readonly since: number;
  /** When it was heard that it has cleared, epoch milliseconds by our clock; absent while it fires. */
  readonly clearedAt?: number;
  /** When it was heard to fire again after it had cleared, the newest last, epoch milliseconds. */
  readonly again?: readonly number[];
  /** Acknowledged at its source. */
  readonly acknowledged?: true;
  /** When it was heard last that it fires, epoch milliseconds by our clock. */
  readonly heardAt?: number;
  /** Nothing more was heard of it for too long: cleared only where `clearedAt` says so. */
  readonly unheard?: true;
  /** Of one that fires, as far as there is room. */
  readonly title?: string;
}

/** What a statement changes: nothing where it is known already, or is late. */
export type Heard = 'known' | 'late' | 'fires' | 'fires again' | 'clears' | 'acknowledged';

/** How many times of firing again are remembered of one alert. */
const MOST_AGAIN = 20;

/**
 * Takes a statement in. Deliveries may come twice and in any order: of one firing, by its start, its end counts more than
 * its beginning, and of two firings the later.
 * @param now when it was received, epoch milliseconds.
 */
export function hearStatement(
  known: Tracked | undefined,
  { status, startedAt, endedAt }: Statement,
  now: number,
): { readonly heard: Heard; readonly tracked: Tracked } {
  if (status === 'resolved') {
    if (!known) return { heard: 'known', tracked: { since: startedAt, clearedAt: now } };
    const isOfEarlier = Math.max(startedAt, endedAt ?? startedAt) < known.since;
    if (isOfEarlier) return { heard: 'late', tracked: known };
    const since = Math.max(known.since, startedAt);
    const { acknowledged: _, unheard: _u, ...rest } = known;
    if (known.clearedAt !== undefined) return { heard: 'known', tracked: { ...rest, since } };
    return { heard: 'clears', tracked: { ...rest, since, clearedAt: now } };
  }
  const acknowledged = status === 'acknowledged' && { acknowledged: true as const };
  if (!known) return { heard: 'fires', tracked: { since: startedAt, ...acknowledged, heardAt: now } };
  const { clearedAt, unheard, ...rest } = known;
  const since = Math.max(known.since, startedAt);
  if (clearedAt === undefined) {
    const heard = acknowledged && !known.acknowledged ? 'acknowledged' : 'known';
    return { heard, tracked: { ...rest, since, ...acknowledged, heardAt: now } };
  }
  // Its end was never heard of, so no word of it is late, nor was it over.
  if (unheard) {
    const tracked = { ...rest, since, ...acknowledged, heardAt: now };
    return { heard: 'fires again', tracked };
  }
  if (startedAt <= known.since && now < clearedAt + LATE_MS) return { heard: 'late', tracked: known };
  const again = [...(known.again ?? []), now].slice(-MOST_AGAIN);
  return { heard: 'fires again', tracked: { since, again, ...acknowledged, heardAt: now } };
}
