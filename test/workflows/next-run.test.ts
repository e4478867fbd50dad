import { expect, test } from 'vitest';
import { withoutRepeats } from '../../workflows/incident/next-run.ts';
import { newestWithin, oldestWithin } from '../../workflows/incident/size.ts';

test('whom two pages are still to reach gets the newer one', () => {
  const paging = [
    { sequence: 2, targets: ['person/ana', 'person/ben'] },
    { sequence: 5, targets: ['person/cy'] },
    { sequence: 9, targets: ['person/ana', 'person/cy'] },
  ];
  expect(withoutRepeats(paging)).toEqual([
    { sequence: 2, targets: ['person/ben'] },
    { sequence: 9, targets: ['person/ana', 'person/cy'] },
  ]);
});

test('of what is too much the newest or the oldest are taken, without a gap', () => {
  const items = ['a'.repeat(8), 'b'.repeat(18), 'c', 'd'];
  expect(newestWithin(items, 20)).toEqual(['c', 'd']);
  expect(oldestWithin(items, 20)).toEqual(['a'.repeat(8)]);
  expect(newestWithin(items, 1)).toEqual([]);
  expect(oldestWithin(items, 1)).toEqual(['a'.repeat(8)]);
});
