import { expect, it } from 'vitest';
import {
  asking,
  came,
  dueOf,
  isFull,
  nothingKnown,
  Scan,
  tidy,
  type RedeliveryState,
} from '../../../src/redelivery/missed.ts';
import type { Attempt } from '../../../src/redelivery/attempts.ts';

const NOW = Date.parse('2026-03-05T12:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const attempt = (id: number, delivery: string, at: number, isTaken: boolean): Attempt => ({
  id: String(id),
  delivery,
  at,
  isTaken,
  outcome: isTaken ? '202' : '502',
});

function missing(count: number): RedeliveryState {
  const state = nothingKnown();
  const attempts = Array.from({ length: count }, (_, n) =>
    attempt(count - n, `d${count - n}`, NOW - HOUR - n * 1_000, false),
  );
  new Scan(state, 'acme', NOW).take({ attempts: [attempt(count + 1, 'new', NOW, true), ...attempts] }, NOW);
  return state;
}

it('asks for no more within an hour than its sender takes, the oldest first', () => {
  const state = missing(500);
  expect(dueOf(state, NOW)[0]?.[0]).toBe('d1');
  const first = dueOf(state, NOW);
  expect(first).toHaveLength(400);
  for (const [delivery] of first) asking(state, delivery, NOW);
  expect(dueOf(state, NOW + 59 * MINUTE)).toEqual([]);
  expect(dueOf(state, NOW + HOUR)).toHaveLength(400);
});

it('gives up what is older than its sender remembers, and forgets it', () => {
  const state = missing(2);
  tidy(state, NOW + 71 * HOUR + 30 * MINUTE);
  expect(state.counts.givenUp).toBe(2);
  tidy(state, NOW + 80 * HOUR);
  expect(state.missed).toEqual({});
  expect(state.counts.givenUp).toBe(2);
});

it('takes no delivery for missed of which a later try was taken, in whatever order they are seen', () => {
  const state = nothingKnown();
  const scan = new Scan(state, 'acme', NOW);
  const later = attempt(3, 'a', NOW - MINUTE, true);
  expect(scan.take({ attempts: [later], next: 'older' }, NOW)).toBe(true);
  expect(scan.take({ attempts: [attempt(2, 'a', NOW - HOUR, false)] }, NOW)).toBe(false);
  expect(state.missed).toEqual({});
  expect(state.hooks.acme?.since).toBe(later.at);
});

it('remembers no more than it can, and finds more once these have come', () => {
  expect(isFull(missing(4_999))).toBe(false);
  expect(isFull(missing(5_000))).toBe(true);
  const done = missing(6_000);
  for (const delivery of Object.keys(done.missed)) came(done, delivery);
  // Of those that have come it is known for a while that they are no news.
  tidy(done, NOW);
  expect(Object.keys(done.missed)).toHaveLength(5_000);
  expect(done.missed).toHaveProperty('d6000');
  expect(isFull(done)).toBe(false);
});
