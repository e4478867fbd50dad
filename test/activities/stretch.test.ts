import { expect, it } from 'vitest';
import { Stretch } from '../../activities/stretch.ts';
import type { Captured } from '../../src/inbox/batch.ts';

const BEGIN = { tenant: 'default', integration: 'hooks', lane: 'a', number: 7 };
const some = (count: number, bodyBytes = 2): Captured[] =>
  Array.from({ length: count }, (_, n) => ({
    id: String(n),
    receivedAt: n,
    headers: {},
    body: new Uint8Array(),
    bodyBytes,
  }));

it('takes small batches together, as far as there is room, and says how far the lane is worked off', () => {
  const stretch = new Stretch(BEGIN, 3);
  stretch.add(some(5));
  expect(stretch.next).toEqual({ ...BEGIN, number: 8 });
  stretch.add([]);
  stretch.add(some(40));
  stretch.add(some(80));
  expect(stretch.deliveries).toHaveLength(100);
  expect(stretch.next).toBeUndefined();
  const done = (number: number) => ({ ...BEGIN, number, first: 7 });
  expect(stretch.reached(0)).toEqual({ to: { next: 7, from: 3 } });
  expect(stretch.reached(1)).toEqual({ to: { next: 7, from: 4 } });
  // One without any is done with what is before it.
  expect(stretch.reached(2)).toEqual({ to: { next: 9, from: 0 }, done: done(8) });
  expect(stretch.reached(41)).toEqual({ to: { next: 9, from: 39 }, done: done(8) });
  expect(stretch.reached(42)).toEqual({ to: { next: 10, from: 0 }, done: done(9) });
  expect(stretch.reached(100)).toEqual({ to: { next: 10, from: 58 }, done: done(9) });
});

it('ends with a batch that is larger than it, and with many bytes', () => {
  const large = new Stretch(BEGIN, 150);
  large.add(some(300));
  expect(large.next).toBeUndefined();
  expect(large.reached(100)).toEqual({ to: { next: 7, from: 250 } });
  const bytes = new Stretch(BEGIN, 0);
  bytes.add(some(3, 9 * 1_024 ** 2));
  expect(bytes.deliveries).toHaveLength(2);
  expect(bytes.next).toBeUndefined();
  const whole = new Stretch(BEGIN, 0);
  whole.add(some(2, 9 * 1_024 ** 2));
  expect(whole.next).toBeUndefined();
  expect(whole.reached(2)).toEqual({ to: { next: 8, from: 0 }, done: { ...BEGIN, first: 7 } });
});
