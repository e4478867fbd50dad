import type { Attempt, AttemptPage } from './attempts.ts';

/** A delivery that its sender tried in vain. */
export interface Missed {
  readonly hook: string;
  /** When it was first tried, as far as is known, in epoch milliseconds. */
  readonly at: number;
  /** The newest try that failed, by which it is asked for again. */
  readonly attempt: string;
  readonly outcome: string;
  /** How often it was asked for again, and when last, in epoch milliseconds. */
  readonly asked: number;
  readonly askedAt?: number;
  /** How many of these times nothing else was taken either: it says nothing of this one. */
  readonly idle?: number;
  readonly state: 'waiting' | 'came' | 'given up';
}

/** How far the tries of one webhook were looked through. */
export interface HookProgress {
  /** All tries up to then are known, in epoch milliseconds. */
  readonly since: number;
  /** Where a look goes on that had not come so far, and up to when all is known once it has. */
  readonly scan?: { readonly cursor: string; readonly top: number };
  /** Was the newest try taken? While none is, one delivery at a time is asked for, to see whether it is again. */
  readonly isTaken: boolean;
  /** Why it could not be asked. */
  readonly problem?: string;
}

/** What is known of what a sender tried to deliver to one integration. Times are epoch milliseconds. */
export interface RedeliveryState {
  lookedAt?: number;
  /** Until when the sender asks to be left alone. */
  restUntil?: number;
  hooks: Record<string, HookProgress>;
  /** By what the sender knows them by. */
  missed: Record<string, Missed>;
  counts: { found: number; asked: number; came: number; givenUp: number };
  /** How often was asked within the hour that began then. */
  hour: { from: number; asked: number };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** For so long GitHub knows its tries, and does one again, in milliseconds. */
export const KNOWN_MS = 72 * HOUR;
/** So long after it was tried a delivery may still be on its way in, in milliseconds. */
const UNDER_WAY_MS = MINUTE;
/** A try may be listed so much later than it was made, in milliseconds. */
const LISTED_MS = 5 * MINUTE;
/** When a delivery that was asked for in vain is asked for once more, in milliseconds; after the last it is given up. */
const WAITS_MS = [10 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];
/** GitHub takes no more than 500 requests an hour that change something. Source: "Rate limits for the REST API". */
const ASKED_PER_HOUR = 400;
/** Most deliveries that are waited for at once: the others are found when these are done with, of which as many are known. */
const MOST = 5_000;

/** @returns what is known before the first look. */
export function nothingKnown(): RedeliveryState {
  return {
    hooks: {},
    missed: {},
    counts: { found: 0, asked: 0, came: 0, givenUp: 0 },
    hour: { from: 0, asked: 0 },
  };
}

/** @returns how far a webhook was looked through; from as long ago as its sender knows where it never was. */
export function progressOf({ hooks }: RedeliveryState, hook: string, now: number): HookProgress {
  return hooks[hook] ?? { since: now - KNOWN_MS, isTaken: true };
}

/** @returns whether no more can be waited for now. */
export function isFull({ missed }: RedeliveryState): boolean {
  return Object.values(missed).filter((one) => one.state === 'waiting').length >= MOST;
}

/** Looks through the tries of one webhook, page by page from the newest on. */
export class Scan {
  readonly #state: RedeliveryState;
  readonly #hook: string;
  readonly #since: number;
  readonly #taken = new Set<string>();
  #progress: HookProgress;
  #top: number | undefined;

  constructor(state: RedeliveryState, hook: string, now: number) {
    this.#state = state;
    this.#hook = hook;
    this.#progress = progressOf(state, hook, now);
    this.#since = this.#progress.since;
    this.#top = this.#progress.scan?.top;
  }

  /** Where the next page begins; undefined for the newest. */
  get cursor(): string | undefined {
    return this.#progress.scan?.cursor;
  }

  /** Takes a page in. @param now epoch milliseconds. @returns whether there is more to look through. */
  take({ attempts, next }: AttemptPage, now: number): boolean {
    const [newest] = attempts;
    const isFirst = this.#top === undefined;
    this.#top ??= newest?.at ?? now - LISTED_MS;
    const from = this.#since - LISTED_MS;
    for (const attempt of attempts) if (attempt.at >= from) this.#note(attempt, now);
    const oldest = attempts.at(-1);
    const goesOn = next !== undefined && oldest !== undefined && oldest.at >= from;
    if (isFirst && newest?.isTaken && !this.#progress.isTaken) this.#again();
    const isTaken = isFirst ? (newest?.isTaken ?? true) : this.#progress.isTaken;
    this.#progress = goesOn
      ? { since: this.#since, isTaken, scan: { cursor: next, top: this.#top } }
      : { since: Math.max(this.#since, this.#top), isTaken };
    this.#state.hooks[this.#hook] = this.#progress;
    return goesOn;
  }

  /** Something is taken again: what was asked for in between is asked for as if it had not been. */
  #again(): void {
    const { missed } = this.#state;
    for (const [delivery, { idle = 0, askedAt, ...one }] of Object.entries(missed)) {
      if (one.hook !== this.#hook || one.state !== 'waiting') continue;
      const asked = one.asked - idle;
      missed[delivery] = { ...one, asked, ...(asked > 0 && askedAt !== undefined && { askedAt }) };
    }
  }

  #note({ id, delivery, at, isTaken, outcome }: Attempt, now: number): void {
    const { missed, counts } = this.#state;
    const known = missed[delivery];
    if (isTaken) {
      this.#taken.add(delivery);
      if (known) came(this.#state, delivery);
      return;
    }
    if (this.#taken.has(delivery) || (known && known.state !== 'waiting')) return;
    if (known) {
      const isNewer = at >= known.at && BigInt(id) > BigInt(known.attempt);
      missed[delivery] = {
        ...known,
        at: Math.min(at, known.at),
        ...(isNewer && { attempt: id, outcome }),
      };
    } else if (at > now - KNOWN_MS) {
      missed[delivery] = { hook: this.#hook, at, attempt: id, outcome, asked: 0, state: 'waiting' };
      counts.found++;
    }
  }
}

/** Notes that a delivery has come after all. */
export function came({ missed, counts }: RedeliveryState, delivery: string): void {
  const one = missed[delivery];
  if (one?.state !== 'waiting') return;
  missed[delivery] = { ...one, state: 'came' };
  counts.came++;
}

/** Notes that a delivery will not come. */
export function giveUp({ missed, counts }: RedeliveryState, delivery: string): void {
  const one = missed[delivery];
  if (one?.state !== 'waiting') return;
  missed[delivery] = { ...one, state: 'given up' };
  counts.givenUp++;
}

/** Gives up what was asked for in vain too often or is too old, and forgets what its sender has forgotten, or is done with long since. */
export function tidy(state: RedeliveryState, now: number): void {
  for (const [delivery, { state: stands, at, asked, askedAt = 0 }] of Object.entries(state.missed)) {
    const isOver = asked >= WAITS_MS.length && now - askedAt >= (WAITS_MS.at(-1) ?? 0);
    const isOld = now - at > KNOWN_MS;
    if (stands === 'waiting' && (isOver || isOld)) giveUp(state, delivery);
  }
  const known = Object.entries(state.missed).filter(([, { at }]) => now - at <= KNOWN_MS + LISTED_MS * 2);
  const done = known.filter(([, one]) => one.state !== 'waiting').sort(([, a], [, b]) => b.at - a.at);
  const dropped = new Set(done.slice(MOST).map(([delivery]) => delivery));
  state.missed = Object.fromEntries(known.filter(([delivery]) => !dropped.has(delivery)));
}

/** @returns what is to be asked for now, the oldest first: their senders forget them first. */
export function dueOf(
  state: RedeliveryState,
  now: number,
): readonly (readonly [delivery: string, missed: Missed])[] {
  const due = Object.entries(state.missed)
    .filter(([, one]) => one.state === 'waiting' && isDue(one, now))
    .sort(([, a], [, b]) => a.at - b.at);
  const probed = new Set<string>();
  const some = due.filter(([, { hook }]) => {
    if (progressOf(state, hook, now).isTaken) return true;
    if (probed.has(hook)) return false;
    probed.add(hook);
    return true;
  });
  const { from, asked } = state.hour;
  const left = now - from >= HOUR ? ASKED_PER_HOUR : ASKED_PER_HOUR - asked;
  return some.slice(0, Math.max(0, left));
}

function isDue({ at, asked, askedAt = 0 }: Missed, now: number): boolean {
  if (asked === 0) return now - at >= UNDER_WAY_MS;
  const wait = WAITS_MS[asked - 1];
  return asked < WAITS_MS.length && wait !== undefined && now - askedAt >= wait;
}

/** Notes that a delivery is asked for now. */
export function asking(state: RedeliveryState, delivery: string, now: number): void {
  const one = state.missed[delivery];
  if (!one) return;
  const { asked, idle = 0 } = one;
  const isIdle = !progressOf(state, one.hook, now).isTaken;
  state.missed[delivery] = { ...one, asked: asked + 1, askedAt: now, idle: isIdle ? idle + 1 : idle };
  state.counts.asked++;
  if (now - state.hour.from >= HOUR) state.hour = { from: now, asked: 0 };
  state.hour.asked++;
}
