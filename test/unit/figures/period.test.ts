import { describe, expect, it } from 'vitest';
import { nameOfPeriod, parsePeriod, stretchOf } from '../../../src/figures/period.ts';

/** A Saturday, in the evening in Madrid. */
const NOW = Date.parse('2026-11-21T18:30Z');
const when = (text: string, zone = 'UTC'): string[] => {
  const period = parsePeriod(text);
  if (!period) throw new Error(`${text} is no period`);
  const { from, until } = stretchOf(period, NOW, zone);
  return [from, until].map((at) => new Date(at).toISOString().replace(':00.000Z', 'Z'));
};

describe('a period', () => {
  it.each([
    ['7d', '2026-11-14T18:30Z', '2026-11-21T18:30Z'],
    ['last 30 days', '2026-10-22T18:30Z', '2026-11-21T18:30Z'],
    ['today', '2026-11-20T18:30Z', '2026-11-21T18:30Z'],
    ['this week', '2026-11-16T00:00Z', '2026-11-21T18:30Z'],
    ['Last Week', '2026-11-09T00:00Z', '2026-11-16T00:00Z'],
    ['month', '2026-11-01T00:00Z', '2026-11-21T18:30Z'],
    ['last month', '2026-10-01T00:00Z', '2026-11-01T00:00Z'],
    ['this quarter', '2026-10-01T00:00Z', '2026-11-21T18:30Z'],
    ['last quarter', '2026-07-01T00:00Z', '2026-10-01T00:00Z'],
    ['last year', '2025-01-01T00:00Z', '2026-01-01T00:00Z'],
    ['2026-02', '2026-02-01T00:00Z', '2026-03-01T00:00Z'],
    ['2026-11', '2026-11-01T00:00Z', '2026-11-21T18:30Z'],
    ['2027-01', '2027-01-01T00:00Z', '2027-02-01T00:00Z'],
  ])('%s is from %s to %s', (text, from, until) => {
    expect(when(text)).toEqual([from, until]);
  });

  it('begins at midnight where days begin, also after clocks were changed', () => {
    expect(when('last month', 'Europe/Madrid')).toEqual(['2026-09-30T22:00Z', '2026-10-31T23:00Z']);
  });

  it.each(['', 'soon', '0d', '99999d', '2026-13', 'next week', '-7d'])('is not %j', (text) => {
    expect(parsePeriod(text)).toBeUndefined();
  });

  it('has a name', () => {
    expect(['7d', '1d', 'quarter', '2026-10'].map((text) => nameOfPeriod(parsePeriod(text)!))).toEqual([
      'the last 7 days',
      'the last day',
      'this quarter',
      '2026-10',
    ]);
  });
});
