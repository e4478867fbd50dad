import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AHEAD_MS,
  askLane,
  FRESH_LANE,
  laneOf,
  LEAD_MS,
  leaveLane,
  shutLane,
  URGENCIES,
  type Lane,
  type LaneState,
  type Turn,
  type Urgency,
} from '../../../src/chat/lane.ts';

const START = Date.UTC(2026, 2, 1, 12);
const LANE: Lane = { name: 'post:C1', everyMs: 1_000, burst: 3 };

/** Somebody who wants to use the lane once. */
interface Comer {
  readonly urgency: Urgency;
  /** Milliseconds after the start. */
  readonly comes: number;
  /** How late each time after its turn, in milliseconds. */
  readonly lag: number;
}

interface Use extends Comer {
  /** Milliseconds after the start. */
  readonly at: number;
  readonly asked: number;
}

/** Lets everybody come, and come back when told, each from any process: they share nothing but the state. */
function play(
  lane: Lane,
  comers: readonly Comer[],
  disturb?: (state: LaneState, now: number) => LaneState,
): Use[] {
  let state = FRESH_LANE;
  const uses: Use[] = [];
  const coming = comers.map((comer) => ({
    comer,
    at: comer.comes,
    turn: undefined as Turn | undefined,
    asked: 0,
  }));
  while (coming.length > 0) {
    coming.sort((a, b) => a.at - b.at);
    const next = coming[0]!;
    const now = START + next.at;
    next.asked++;
    if (disturb) state = disturb(state, now);
    const answer = askLane(lane, state, { urgency: next.comer.urgency, turn: next.turn, now });
    ({ state } = answer);
    if (answer.kind === 'go') {
      uses.push({ ...next.comer, at: answer.at - START, asked: next.asked });
      coming.shift();
    } else {
      next.turn = answer.turn;
      next.at += Math.max(0, answer.waitMs - LEAD_MS) + next.comer.lag + 1;
    }
  }
  return uses;
}

const lanes = fc.record({
  name: fc.constant('lane'),
  everyMs: fc.integer({ min: 20, max: 5_000 }),
  burst: fc.integer({ min: 1, max: 8 }),
});
const comers = (urgencies: readonly Urgency[] = URGENCIES, maxLength = 60) =>
  fc.array(
    fc.record({
      urgency: fc.constantFrom(...urgencies),
      comes: fc.integer({ min: 0, max: 30_000 }),
      lag: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4_000 })),
    }),
    { maxLength },
  );

/** @returns the most uses in any span of time of a length, in milliseconds. */
function densest(uses: readonly Use[], span: number): number {
  const instants = uses.map(({ at }) => at).sort((a, b) => a - b);
  return Math.max(
    0,
    ...instants.map((from) => instants.filter((at) => at >= from && at < from + span).length),
  );
}

describe('a lane', () => {
  it('never has more uses in any span of time than its burst and its rate allow, whoever comes when', () => {
    fc.assert(
      fc.property(lanes, comers(), fc.integer({ min: 1, max: 60_000 }), (lane, all, span) => {
        const uses = play(lane, all);
        expect(uses).toHaveLength(all.length);
        expect(densest(uses, span)).toBeLessThanOrEqual(lane.burst - 1 + Math.ceil(span / lane.everyMs));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [50, 60_000, 10],
    [5, 5_000, 2],
    [20, 60_000, 5],
    [1, 1_000, 1],
  ])('of %i in %i ms, %i at once, keeps to it in any such span', (count, perMs, burst) => {
    const all = Array.from({ length: 3 * count + 5 }, (_, index) => ({
      urgency: 'page' as const,
      comes: 7 * index,
      lag: 0,
    }));
    expect(densest(play(laneOf('lane', count, perMs, burst), all), perMs)).toBeLessThanOrEqual(count);
  });

  it('lets pages wait no longer than without the others, but for what those may have taken of the burst and ahead and come for late', () => {
    fc.assert(
      fc.property(lanes, comers(['page'], 15), comers(['news', 'quiet'], 40), (lane, pages, others) => {
        const prompt = pages.map((page) => ({ ...page, lag: 0 }));
        const last = (uses: readonly Use[]) => Math.max(0, ...uses.map(({ at }) => at));
        const among = play(lane, [...prompt, ...others]).filter(isPage);
        const later = last(among) - last(play(lane, prompt).filter(isPage));
        const share = Math.ceil((2 * lane.burst) / 3);
        // Everybody who comes back comes a millisecond late, and so do those who wait behind them.
        const late = among.reduce((sum, { asked }) => sum + asked, 0);
        // What was given to somebody who comes for it late goes unused meanwhile.
        const lag = Math.max(0, ...others.map((other) => other.lag));
        expect(later).toBeLessThanOrEqual(share * lane.everyMs + AHEAD_MS + late + lag);
      }),
      { numRuns: 500 },
    );
  });

  it('lets a page go at once, or after one use and what was taken ahead where there is no burst', () => {
    fc.assert(
      fc.property(lanes, fc.nat(30_000), comers(['news', 'quiet']), (lane, comes, others) => {
        const page = play(lane, [{ urgency: 'page', comes, lag: 0 }, ...others]).find(isPage)!;
        const kept = lane.burst - Math.ceil((2 * lane.burst) / 3);
        const lag = Math.max(0, ...others.map((other) => other.lag));
        expect(page.at - comes).toBeLessThanOrEqual(
          Math.max(0, AHEAD_MS + (1 - kept) * lane.everyMs + (kept > 0 ? 0 : lag)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is used as fast as it allows while anybody waits who comes back in time', () => {
    const all = Array.from({ length: 200 }, (_, index) => ({
      urgency: URGENCIES[index % 3]!,
      comes: 10 * index,
      lag: 37 * (index % 30),
    }));
    const uses = play(LANE, all);
    expect(Math.max(...uses.map(({ at }) => at))).toBeLessThanOrEqual(
      (200 - LANE.burst + 1) * LANE.everyMs + 2_000,
    );
    expect(Math.max(...uses.map(({ asked }) => asked))).toBeLessThanOrEqual(8);
  });

  it('serves those of one urgency in the order of their coming', () => {
    const all = Array.from({ length: 40 }, (_, index) => ({
      urgency: 'quiet' as const,
      comes: 10 * index,
      lag: 0,
    }));
    const order = play(LANE, all).map(({ comes }) => comes);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('keeps the greater part of its burst for pages', () => {
    const at = (urgency: Urgency) =>
      play(
        LANE,
        [1, 2, 3].map(() => ({ urgency, comes: 0, lag: 0 })),
      ).map((use) => use.at);
    expect(at('page')).toEqual([0, 0, 0]);
    expect(at('news')).toEqual([0, 0, 1_000]);
    expect(at('quiet')).toEqual([0, 1_000, 2_000]);
  });

  it('that the platform shut is used by nobody before it opens, and then not by all at once', () => {
    const shutAt = START + 500;
    const opens = shutAt + 30_000;
    let shut = false;
    const all = Array.from({ length: 30 }, (_, index) => ({
      urgency: URGENCIES[index % 3]!,
      comes: 400 * index,
      lag: 0,
    }));
    const uses = play(LANE, all, (state, now) => {
      if (shut || now < shutAt) return state;
      shut = true;
      return shutLane(LANE, state, opens, now);
    });
    const after = uses.filter(({ comes }) => START + comes >= shutAt);
    expect(Math.min(...after.map(({ at }) => START + at))).toBeGreaterThanOrEqual(opens);
    expect(densest(after, LANE.everyMs)).toBeLessThanOrEqual(1);
  });

  it('lets those move up who wait behind somebody who gives up', () => {
    let state = FRESH_LANE;
    const turns: Turn[] = [];
    for (let comer = 0; comer < 100; comer++) {
      const answer = askLane(LANE, state, { urgency: 'page', now: START });
      ({ state } = answer);
      if (answer.kind === 'wait') turns.push(answer.turn);
    }
    const wait = () => {
      const answer = askLane(LANE, state, { urgency: 'page', now: START });
      return answer.kind === 'wait' ? answer.waitMs : 0;
    };
    expect(wait()).toBeGreaterThan(95_000);
    for (const turn of turns) state = leaveLane(state, turn);
    expect(wait()).toBeLessThanOrEqual(AHEAD_MS + LANE.everyMs);
  });

  it('does not wait for turns that nobody comes for', () => {
    let state = FRESH_LANE;
    for (let comer = 0; comer < 50; comer++)
      ({ state } = askLane(LANE, state, { urgency: 'quiet', now: START }));
    const later = START + 8_000;
    expect(askLane(LANE, state, { urgency: 'quiet', now: later })).toMatchObject({ kind: 'go', at: later });
  });

  it('is not kept shut by a clock that is hours ahead', () => {
    const { state } = askLane(LANE, FRESH_LANE, { urgency: 'page', now: START + 5 * 3_600_000 });
    expect(askLane(LANE, state, { urgency: 'page', now: START })).toMatchObject({ kind: 'go', at: START });
  });

  describe('where one clock is minutes ahead of the others', () => {
    const SKEW = 3 * 60_000;
    const DURATION = 60_000;

    /** One worker floods the lane by its own clock; others send pages or news by theirs. */
    function waits(skew: number, urgency: Urgency, everyMs: number): number[] {
      let state = FRESH_LANE;
      const flood: { at: number; turn?: Turn }[] = Array.from({ length: 120 }, (_, n) => ({ at: 500 * n }));
      const mine: { at: number; came: number; turn?: Turn }[] = [];
      for (let at = 5_000; at < DURATION; at += everyMs) mine.push({ at, came: at });
      const waited: number[] = [];
      const coming = [
        ...flood.map((one) => ({ one, skew, urgency: 'news' as const, came: undefined })),
        ...mine.map((one) => ({ one, skew: 0, urgency, came: one.came })),
      ];
      while (coming.some(({ came }) => came !== undefined)) {
        coming.sort((a, b) => a.one.at - b.one.at);
        const next = coming[0]!;
        const { one } = next;
        const now = START + one.at + next.skew;
        const answer = askLane(LANE, state, { urgency: next.urgency, turn: one.turn, now });
        ({ state } = answer);
        if (answer.kind === 'go') {
          if (next.came !== undefined) waited.push(answer.at - START - next.came);
          coming.shift();
        } else {
          one.turn = answer.turn;
          one.at += Math.max(1, answer.waitMs - LEAD_MS);
        }
      }
      return waited;
    }

    it('no page of the others waits for it', () => {
      const waited = waits(SKEW, 'page', 4_000);
      expect(waited).toHaveLength(14);
      expect(Math.max(...waited)).toBeLessThanOrEqual(AHEAD_MS + LANE.everyMs);
    });

    it('none of the others waits for it when it has gone away', () => {
      let state = FRESH_LANE;
      for (let n = 0; n < 60; n++) ({ state } = askLane(LANE, state, { urgency: 'page', now: START + SKEW }));
      expect(state.turns.page).toBeGreaterThan(START + SKEW);
      const first = askLane(LANE, state, { urgency: 'page', now: START });
      expect(first.kind === 'wait' && first.waitMs).toBeLessThanOrEqual(60 * LANE.everyMs);
      ({ state } = first);
      const later = START + 8_000;
      expect(askLane(LANE, state, { urgency: 'page', now: later })).toMatchObject({ kind: 'go', at: later });
    });

    it('clocks that differ by little keep to the rate', () => {
      const waited = waits(1_000, 'quiet', 1_000);
      expect(Math.max(...waited)).toBeGreaterThan(30_000);
    });

    it('what the platform shut stays shut for all, however far ahead', () => {
      const opens = START + 10 * 60_000;
      let state = shutLane(LANE, FRESH_LANE, opens, START);
      for (let now = START; now < opens - AHEAD_MS; now += 7_000) {
        const answer = askLane(LANE, state, { urgency: 'page', now });
        expect(answer.kind).toBe('wait');
      }
      ({ state } = askLane(LANE, state, { urgency: 'page', now: START + SKEW + 1_000 }));
      expect(askLane(LANE, state, { urgency: 'page', now: START })).toMatchObject({ kind: 'wait' });
      const late = askLane(LANE, state, { urgency: 'news', now: opens });
      expect(late.kind === 'go' ? late.at : opens).toBeGreaterThanOrEqual(opens);
    });

    it('what is shut is noted also of a lane that a wrong clock has put off further', () => {
      const { state } = askLane(LANE, FRESH_LANE, { urgency: 'page', now: START + SKEW });
      const shut = shutLane(LANE, state, START + 20_000, START);
      expect(askLane(LANE, shut, { urgency: 'page', now: START })).toMatchObject({
        kind: 'wait',
        waitMs: 20_000,
      });
    });
  });

  it('takes no turn of another lane for its own', () => {
    const foreign: Turn = { lane: 'chat.update', urgency: 'quiet', at: 0, shift: 0, everyMs: 1 };
    let state = FRESH_LANE;
    for (let comer = 0; comer < 10; comer++)
      ({ state } = askLane(LANE, state, { urgency: 'quiet', now: START }));
    expect(askLane(LANE, state, { urgency: 'quiet', turn: foreign, now: START }).kind).toBe('wait');
  });
});

const isPage = ({ urgency }: Comer): boolean => urgency === 'page';
