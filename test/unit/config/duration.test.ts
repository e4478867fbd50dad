import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, writeDuration } from '../../../src/config/duration.ts';
import { parseSize } from '../../../src/config/size.ts';

describe('parseDuration', () => {
  it.each([
    ['5m', 300_000],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['500ms', 500],
    ['1d2h3m4s5ms', 93_784_005],
    ['0s', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', 'm', '5x', '5m 30s', '30s5m', '5m5m', '-5m', '1.5h', '5M', ' 5m', 'PT5M'])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('adds the units up', () => {
    const count = fc.integer({ min: 0, max: 999 });
    fc.assert(
      fc.property(count, count, count, (h, m, s) => {
        expect(parseDuration(`${h}h${m}m${s}s`)).toBe((h * 3600 + m * 60 + s) * 1000);
      }),
    );
  });
});

it('a duration that is written is read as the same', () => {
  expect([0, 500, 300_000, 3_900_000].map(writeDuration)).toEqual(['0s', '500ms', '5m', '1h5m']);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 366 * 86_400_000 }), (ms) => {
      expect(parseDuration(writeDuration(ms))).toBe(ms);
    }),
  );
});

describe('parseSize', () => {
  it.each([
    ['512kb', 524_288],
    ['1mb', 1_048_576],
    ['10b', 10],
    ['1', undefined],
    ['1gb', undefined],
    ['1 mb', undefined],
  ])('reads %s as %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });
});
