import { describe, expect, it } from 'vitest';
import { roundTicks } from '../../../src/dashboard/bar-plot.tsx';
import { countdown } from '../../../src/dashboard/countdown.ts';
import { briefly, timeTicks } from '../../../src/dashboard/figures-page.tsx';
import { sendOf } from '../../../src/chat/sends.ts';
import { spanKeys } from '../../../src/figures/group.ts';

it.each([
  [-1, 'now'],
  [0, 'now'],
  [1, '0:01'],
  [61_000, '1:01'],
  [3_599_001, '1:00:00'],
  [3_723_000, '1:02:03'],
  [2 * 86_400_000 + 3_723_000, '2 d 01:02:03'],
])('%d ms are counted down as %s', (ms, text) => {
  expect(countdown(1_000_000 + ms, 1_000_000)).toBe(text);
});

it.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [12_000_000, '3 h 20 min'],
  [86_400_000, '1 d'],
  [100_800_000, '1 d 4 h'],
])('%d ms are briefly %s', (ms, text) => {
  expect(briefly(ms)).toBe(text);
});

describe.each([
  ['round numbers', roundTicks],
  ['times', timeTicks],
])('the lines of a plot at %s', (_, ticks) => {
  it.each([0, 1, 3, 7, 42, 999, 12_345, 86_400_000, 10 * 86_400_000])('reach %d, and are few', (most) => {
    const lines = ticks(most);
    expect(lines[0]).toBe(0);
    expect(lines.at(-1)).toBeGreaterThanOrEqual(most);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
  });
});

it('days, weeks and months are all there, also those in which nothing was', () => {
  const [from, to] = [Date.parse('2026-02-27T10:00Z'), Date.parse('2026-03-02T09:00Z')];
  expect(spanKeys(from, to, 'day')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
  expect(spanKeys(from, to, 'week')).toEqual(['2026-02-23', '2026-03-02']);
  expect(spanKeys(from, to, 'month')).toEqual(['2026-02-01', '2026-03-01']);
});

it.each([
  ['2:page:person/ana:sandbox/@ana', 'page', 'person/ana'],
  ['2:page:channel/main/#a:b:main/C1', 'page', 'channel/main/#a:b'],
  ['new card:sandbox/#incidents', 'card', 'sandbox/#incidents'],
  ['new card after C1/17.5:sandbox/#incidents', 'card', 'sandbox/#incidents'],
  ['12:card:sandbox/#incidents', 'card edit', 'sandbox/#incidents'],
  ['3:sandbox/#incidents', 'line', 'sandbox/#incidents'],
  ['3-7:sandbox/#incidents', 'line', 'sandbox/#incidents'],
  ['left out until 9:sandbox/#incidents', 'line', 'sandbox/#incidents'],
  ['5:responder:sandbox/@ben', 'direct message', 'sandbox/@ben'],
  ['confirm:x', 'answer', 'sandbox/C1'],
  ['invite:1:ben:sandbox', 'invitation', 'sandbox'],
  ['pin:17:sandbox', 'channel', 'sandbox/C1'],
  ['topic:4:sandbox', 'channel', 'sandbox/C1'],
  ['archive:sandbox', 'channel', 'sandbox/C1'],
  ['channel:sandbox', 'channel', 'sandbox/C1'],
  ['something new', 'other', 'sandbox/C1'],
])('a send with the key %s is a %s to %s', (key, kind, to) => {
  const entry = {
    key: `default:INC-1:${key}`,
    tenant: 'default',
    incident: 'INC-1',
    instance: 'sandbox',
    target: 'sandbox/C1',
    status: 'sent',
    attempts: 1,
    plannedAt: 0,
  } as const;
  expect(sendOf(entry)).toMatchObject({ kind, to });
});
