/** A limit of a platform, and everything that draws on it. */
export interface Lane {
  /** Unique within the instance, and the same for every process: `post:C024BE91L`, `chat.update`. */
  readonly name: string;
  /** Milliseconds for each use in the long run. */
  readonly everyMs: number;
  /** How many uses may come at once after a pause; at least 1. */
  readonly burst: number;
}

/**
 * @param count how many uses the platform allows in any `perMs` milliseconds. @param burst how many of them at once,
 * fewer than `count` unless both are 1.
 * @returns a lane that keeps to it, with one use to spare: uses arrive somewhat later or earlier than they were sent.
 */
export function laneOf(name: string, count: number, perMs: number, burst: number): Lane {
  return { name, everyMs: perMs / Math.max(1, count - burst), burst };
}

/**
 * Who goes first where there is not room for all, the most urgent first.
 * - `page`: somebody must be woken.
 * - `news`: what people wait for: new cards, loud lines of the story, answers, channels and invitations.
 * - `quiet`: what only has to be right in the end: edits of cards, quiet lines, topics, pins.
 */
export const URGENCIES = ['page', 'news', 'quiet'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** A place in the queue before a lane. It is only a hint when to come back: one that is lost costs its place. */
export interface Turn {
  readonly lane: string;
  readonly urgency: Urgency;
  /** Epoch milliseconds, as it was when the turn was given. */
  readonly at: number;
  /** {@link LaneState.shifts} of the urgency when the turn was given: what came first since then is added to `at`. */
  readonly shift: number;
  /** {@link Lane.everyMs}, so that it can be given up where the lane is not known. */
  readonly everyMs: number;
  /** Lanes that let it through already when this one did not. */
  readonly passed?: readonly string[];
}

/** What all processes together know of a lane. Instants are epoch milliseconds. */
export interface LaneState {
  /** When the lane will be free again: the theoretical arrival time of the generic cell rate algorithm. */
  readonly next: number;
  /** Until when the platform has shut it; 0 when it never did. */
  readonly shut: number;
  /** When the queue of each urgency ends. */
  readonly turns: Readonly<Record<Urgency, number>>;
  /** By how much all turns of an urgency have been put off so far, in milliseconds. */
  readonly shifts: Readonly<Record<Urgency, number>>;
}

/** A lane that nobody has used yet. */
export const FRESH_LANE: LaneState = {
  next: 0,
  shut: 0,
  turns: { page: 0, news: 0, quiet: 0 },
  shifts: { page: 0, news: 0, quiet: 0 },
};

/** How far ahead a use may be taken, in milliseconds: whoever has one waits for it without letting go. */
export const AHEAD_MS = 2_000;
/** How much earlier than its turn somebody should come back, in milliseconds: coming back takes a while itself. */
export const LEAD_MS = 1_500;
/** How long a lane lies idle before turns that nobody comes for are passed over, in milliseconds. */
const ABANDONED_MS = 3_000;
/** A lane that is shut for longer was shut by a clock that goes wrong, in milliseconds. */
const LONGEST_SHUT_MS = 3_600_000;
/** By how much clocks may differ before one of them counts as wrong, in milliseconds. */
const SKEW_MS = 5_000;

/** Either a use at an instant that is near, or a turn and in how many milliseconds it comes. */
export type Answer =
  | { readonly kind: 'go'; readonly at: number; readonly state: LaneState }
  | { readonly kind: 'wait'; readonly turn: Turn; readonly waitMs: number; readonly state: LaneState };

/** Those who give way to an urgency. */
function after(urgency: Urgency): readonly Urgency[] {
  return URGENCIES.slice(URGENCIES.indexOf(urgency) + 1);
}

function putOff(state: LaneState, urgencies: readonly Urgency[], ms: number): LaneState {
  const turns = { ...state.turns };
  const shifts = { ...state.shifts };
  for (const urgency of urgencies) {
    turns[urgency] += ms;
    shifts[urgency] += ms;
  }
  return { ...state, turns, shifts };
}

/** When the queue ends that somebody of this urgency stands at the end of. */
function queueEnd({ turns }: LaneState, urgency: Urgency): number {
  return Math.max(...URGENCIES.filter((one) => !after(urgency).includes(one)).map((one) => turns[one]));
}

/** The part of a burst that an urgency may use, in milliseconds: the rest is kept for the more urgent. */
function tolerance({ burst, everyMs }: Lane, urgency: Urgency): number {
  const share = (URGENCIES.length - URGENCIES.indexOf(urgency)) / URGENCIES.length;
  return (Math.ceil(burst * share) - 1) * everyMs;
}

/**
 * Takes what a clock that is ahead has written for what it can mean by ours. Nobody takes a use further ahead than
 * {@link AHEAD_MS} behind a whole burst, or behind what the platform has shut: a lane that is said to be free later than
 * that is taken for one whose burst is just used up, and the queue moves up with it. So nobody waits for somebody else's
 * clock, and pages wait for nothing.
 */
function believed(lane: Lane, known: LaneState, now: number): LaneState {
  const shut = known.shut - now > LONGEST_SHUT_MS ? 0 : known.shut;
  const latest = Math.max(now, shut) + AHEAD_MS + lane.burst * lane.everyMs + SKEW_MS;
  if (known.next <= latest) return known;
  const next = Math.max(now, shut) + (lane.burst - 1) * lane.everyMs;
  return { ...putOff(known, URGENCIES, next - known.next), next, shut };
}

/**
 * Asks for one use of a lane. Over any interleaving of askers, no span of time `w` contains more than
 * `burst - 1 + ceil(w / everyMs)` uses. Who is more urgent goes first; who is equally urgent goes in the order of coming;
 * whoever is less urgent delays the others by no more than its share of the burst and {@link AHEAD_MS}.
 * @param turn what an earlier answer gave. @param now epoch milliseconds.
 */
export function askLane(
  lane: Lane,
  known: LaneState,
  {
    urgency,
    turn,
    now,
  }: { readonly urgency: Urgency; readonly turn?: Turn | undefined; readonly now: number },
): Answer {
  const { everyMs } = lane;
  const state = believed(lane, known, now);
  const free = Math.max(now, state.next - tolerance(lane, urgency));
  const queued = turn?.lane === lane.name && turn.urgency === urgency ? turn : undefined;
  const due = queued ? queued.at + state.shifts[urgency] - queued.shift : queueEnd(state, urgency);
  const abandoned = state.next <= now - ABANDONED_MS;
  if (free <= now + AHEAD_MS && (abandoned || due <= (queued ? now + AHEAD_MS : now))) {
    const taken = { ...state, next: Math.max(now, state.next) + everyMs };
    return { kind: 'go', at: free, state: queued ? taken : putOff(taken, after(urgency), everyMs) };
  }
  if (queued) return { kind: 'wait', turn: queued, waitMs: Math.max(due, free) - now, state };
  const at = Math.max(due, free);
  const joined = putOff(state, after(urgency), everyMs);
  const turns = { ...joined.turns, [urgency]: at + everyMs };
  const given = { lane: lane.name, urgency, at, shift: state.shifts[urgency], everyMs };
  return { kind: 'wait', turn: given, waitMs: at - now, state: { ...joined, turns } };
}

/** Nobody uses the lane before an instant, because the platform says so. @param until epoch milliseconds. */
export function shutLane(lane: Lane, known: LaneState, until: number, now: number): LaneState {
  const state = believed(lane, known, now);
  const next = until + (lane.burst - 1) * lane.everyMs;
  const shut = Math.max(state.shut, until);
  if (next <= state.next) return { ...state, shut };
  return { ...putOff(state, URGENCIES, next - Math.max(now, state.next)), next, shut };
}

/** Somebody who has a turn does not come for it any more: those behind move up. */
export function leaveLane(state: LaneState, { urgency, everyMs }: Turn): LaneState {
  return putOff(state, [urgency, ...after(urgency)], -everyMs);
}
