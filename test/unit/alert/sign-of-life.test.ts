import { expect, it } from 'vitest';
import { awaitedFrom, dueAt } from '../../../src/alert/sign-of-life.ts';

const HEARTBEAT = { everyMs: 300_000, graceMs: 60_000 };

it('is due after the time in which it comes, and its grace', () => {
  expect(dueAt(1_000, HEARTBEAT)).toBe(361_000);
});

it('is missed by who looks in time, and waited for anew by who was away himself', () => {
  expect(awaitedFrom(0, HEARTBEAT, 360_000)).toBe(0);
  expect(awaitedFrom(0, HEARTBEAT, 385_000)).toBe(0);
  expect(awaitedFrom(0, HEARTBEAT, 3_600_000)).toBe(3_600_000);
});
