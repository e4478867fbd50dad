import { expect, it } from 'vitest';
import { epoch, instant, MOST, webAddress } from '../../../src/inbox/bounded.ts';

it('only what a browser may open, and is whole, is an address', () => {
  expect(webAddress('https://example.com/a')).toBe('https://example.com/a');
  for (const none of ['javascript:alert(1)', 'git@example.com:a.git', '', undefined, null])
    expect(webAddress(none)).toBeUndefined();
  expect(webAddress(`https://example.com/${'a'.repeat(MOST.url)}`)).toBeUndefined();
});

it('a time is in epoch milliseconds, and the first of the year 1 none', () => {
  expect(instant('2026-11-21T02:00:00+02:00')).toBe(Date.UTC(2026, 10, 21));
  expect(instant('2026-11-21T02:00:00.5+0200')).toBe(Date.UTC(2026, 10, 21, 0, 0, 0, 500));
  expect(instant('2026-11-21 02:00:00 +0200')).toBe(Date.UTC(2026, 10, 21));
  for (const none of ['0001-01-01T00:00:00Z', 'yesterday', '', undefined, null])
    expect(instant(none)).toBeUndefined();
});

it('a time without a zone is one of UTC, wherever Muster runs', () => {
  const here = process.env.TZ;
  process.env.TZ = 'America/New_York';
  try {
    for (const time of [
      '2026-11-21T02:00:00',
      '2026-11-21 02:00:00',
      '2026-11-21T02:00',
      '2026-11-21T02:00:00.000',
    ])
      expect(instant(time), time).toBe(Date.UTC(2026, 10, 21, 2));
    expect(instant('2026-11-21')).toBe(Date.UTC(2026, 10, 21));
  } finally {
    if (here === undefined) delete process.env.TZ;
    else process.env.TZ = here;
  }
});

it('a number is a time where a date can have it', () => {
  expect(epoch(1_551_433_034_286)).toBe(1_551_433_034_286);
  for (const none of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 8.65e15, undefined, null])
    expect(epoch(none)).toBeUndefined();
});
