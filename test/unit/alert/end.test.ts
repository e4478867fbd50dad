import { expect, it } from 'vitest';
import { endOf, isOver } from '../../../src/alert/end.ts';
import { LATE_MS, type Statement } from '../../../src/alert/statement.ts';

const AT = Date.UTC(2026, 10, 21, 3);
const said = (status: Statement['status'], startedAt: number): Statement => ({
  key: 'disk',
  status,
  title: 'disk is full',
  startedAt,
  severity: 'SEV-3',
});

it('takes word of a firing whose end came first for late, for some time', () => {
  const end = endOf(undefined, said('resolved', 100), AT);
  expect(isOver(end, said('firing', 100), AT + 1_000)).toBe(true);
  expect(isOver(end, said('acknowledged', 90), AT + LATE_MS - 1)).toBe(true);
  expect(isOver(end, said('firing', 100), AT + LATE_MS)).toBe(false);
});

it('believes that it fires anew', () => {
  expect(isOver(endOf(undefined, said('resolved', 100), AT), said('firing', 101), AT)).toBe(false);
});

it('is the end of the later firing, whichever was heard of first', () => {
  const later = endOf(undefined, said('resolved', 200), AT);
  expect(endOf(later, said('resolved', 100), AT + 5)).toEqual({ since: 200, heardAt: AT + 5 });
  expect(endOf(later, said('resolved', 300), AT + 5)).toEqual({ since: 300, heardAt: AT + 5 });
});

it('says nothing of another end', () => {
  const end = endOf(undefined, said('resolved', 100), AT);
  expect(isOver(end, said('resolved', 100), AT)).toBe(false);
});
