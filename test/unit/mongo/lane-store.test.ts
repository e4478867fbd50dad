import fc from 'fast-check';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askLane,
  FRESH_LANE,
  leaveLane,
  shutLane,
  URGENCIES,
  type Lane,
  type Turn,
} from '../../../src/chat/lane.ts';
import type { LaneAnswer, Lanes } from '../../../src/chat/pacing.ts';
import { createLaneStore } from '../../../src/mongo/lane-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let lanes: Lanes;
let number = 0;

beforeAll(async () => {
  store = await startDocumentStore();
  lanes = createLaneStore(store.db);
}, 300_000);
afterAll(() => store.stop());

const OWNER = { tenant: 'default', instance: 'main' };
const NOW = Date.UTC(2026, 2, 1, 12);
const fresh = (): Lane => ({ name: `lane-${++number}`, everyMs: 1_000, burst: 3 });

/** Something that somebody does with a lane, a while after what was done before. */
type Step =
  | {
      readonly kind: 'ask';
      readonly urgency: (typeof URGENCIES)[number];
      readonly back: boolean;
      readonly after: number;
    }
  | { readonly kind: 'shut'; readonly after: number; readonly ms: number }
  | { readonly kind: 'leave'; readonly after: number };

const after = fc.integer({ min: 0, max: 1_500 });
const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('ask' as const),
        urgency: fc.constantFrom(...URGENCIES),
        back: fc.boolean(),
        after,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('shut' as const),
        after,
        ms: fc.integer({ min: 1, max: 20_000 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), after }) },
  ),
  { maxLength: 25 },
);

describe('the lanes in the store', () => {
  it('answer as they are reckoned, whatever is asked of them', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all: Step[]) => {
        const lane = fresh();
        let state = FRESH_LANE;
        let now = NOW;
        const turns: Turn[] = [];
        for (const step of all) {
          now += step.after;
          if (step.kind === 'shut') {
            state = shutLane(lane, state, now + step.ms, now);
            await lanes.shut(OWNER, lane, now + step.ms, now);
          } else if (step.kind === 'leave') {
            const turn = turns.shift();
            if (!turn) continue;
            state = leaveLane(state, turn);
            await lanes.leave(OWNER, turn);
          } else {
            const back = step.back ? turns.find(({ urgency }) => urgency === step.urgency) : undefined;
            const who = { urgency: step.urgency, turn: back, now };
            const { state: next, ...reckoned } = askLane(lane, state, who);
            state = next;
            expect(await lanes.ask(OWNER, lane, who)).toEqual(reckoned);
            if (reckoned.kind === 'wait' && !back) turns.push(reckoned.turn);
          }
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('give each use away once to many who come at once', async () => {
    const lane = fresh();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => lanes.ask(OWNER, lane, { urgency: 'page', now: NOW })),
    );
    const instants = answers.map(instantOf).sort((a, b) => a - b);
    expect(instants).toEqual([0, 0, 0, ...Array.from({ length: 37 }, (_, index) => 1_000 * (index + 1))]);
  });

  it('cost two operations of the store however many come while one is under way', async () => {
    const seen: string[] = [];
    const counted = createLaneStore(counting(seen));
    const lane = fresh();
    const ask = () => counted.ask(OWNER, lane, { urgency: 'page', now: NOW });
    await ask();
    await Promise.all([ask(), ask(), ask(), ask(), ask(), ask()]);
    expect(seen).toEqual(['insertOne', 'findOne', 'updateOne']);
  });

  it('are shared by processes: what one changes in between another decides anew', async () => {
    const stores = [createLaneStore(store.db), createLaneStore(store.db), createLaneStore(store.db)];
    const lane = fresh();
    const instants: number[] = [];
    for (let round = 0; round < 20; round++) {
      for (const one of stores)
        instants.push(instantOf(await one.ask(OWNER, lane, { urgency: 'page', now: NOW })));
    }
    expect(instants).toEqual([0, 0, 0, ...Array.from({ length: 57 }, (_, index) => 1_000 * (index + 1))]);
  });

  it('give each use away once to processes that come at the same moment', async () => {
    const stores = Array.from({ length: 4 }, () => createLaneStore(store.db));
    const lane = fresh();
    const instants: number[] = [];
    for (let round = 0; round < 25; round++) {
      const answers = stores.map((one) => one.ask(OWNER, lane, { urgency: 'page', now: NOW }));
      instants.push(...(await Promise.all(answers)).map(instantOf));
    }
    instants.sort((a, b) => a - b);
    expect(instants).toEqual([0, 0, 0, ...Array.from({ length: 97 }, (_, index) => 1_000 * (index + 1))]);
  });

  it('are those of one instance alone', async () => {
    const lane = fresh();
    const other = { tenant: 'default', instance: 'other' };
    for (let use = 0; use < 3; use++) await lanes.ask(OWNER, lane, { urgency: 'page', now: NOW });
    expect(await lanes.ask(OWNER, lane, { urgency: 'quiet', now: NOW })).not.toEqual({ kind: 'go', at: NOW });
    expect(await lanes.ask(other, lane, { urgency: 'quiet', now: NOW })).toEqual({ kind: 'go', at: NOW });
  });

  it('cost one operation of the store where a lane is free', async () => {
    const seen: string[] = [];
    const counted = createLaneStore(counting(seen));
    const lane = fresh();
    for (let use = 0; use < 4; use++)
      await counted.ask(OWNER, lane, { urgency: 'news', now: NOW + 5_000 * use });
    expect(seen).toEqual(['insertOne', 'updateOne', 'updateOne', 'updateOne']);
  });
});

/** @returns the database, whose operations on collections are noted. */
function counting(seen: string[]): Db {
  const noting: ProxyHandler<object> = {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        seen.push(String(name));
        return Reflect.apply(member, target, args);
      };
    },
  };
  return new Proxy(store.db, {
    get: (db, name) =>
      name === 'collection'
        ? (collection: string) => new Proxy(db.collection(collection), noting)
        : (Reflect.get(db, name) as unknown),
  });
}

/** @returns when somebody may use the lane as things are, in milliseconds from now. */
function instantOf(answer: LaneAnswer): number {
  return answer.kind === 'go' ? answer.at - NOW : answer.waitMs;
}
