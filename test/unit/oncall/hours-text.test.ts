import { describe, expect, it } from 'vitest';
import { readHandOver, readHours } from '../../../src/oncall/hours-text.ts';

describe('hours as written', () => {
  it.each([
    ['Mon-Fri 09:00-17:00', [1, 2, 3, 4, 5], 540, 1020],
    ['sat,SUN 10:00-14:30', [6, 7], 600, 870],
    ['daily 22:00-06:00', [1, 2, 3, 4, 5, 6, 7], 1320, 360],
    ['Fri-Mon 00:00-24:00', [1, 5, 6, 7], 0, 1440],
    ['Mon-Wed,Fri 08:00-12:00', [1, 2, 3, 5], 480, 720],
  ])('%s', (text, days, from, to) => {
    expect(readHours(text)).toEqual({ days, from, to });
  });

  it.each([
    ['Mon-Fri', /write days and times/],
    ['Mon-Fri 9-17', /write days and times/],
    ['Mo-Fr 09:00-17:00', /write days and times/],
    ['Mon 25:00-26:00', /no time of day 25:00/],
    ['Mon 09:60-10:00', /no time of day 09:60/],
    ['Mon 24:00-06:00', /no time of day 24:00/],
    ['Mon 09:00-09:00', /empty.*00:00-24:00/],
  ])('are refused: %s', (text, why) => {
    expect(readHours(text)).toMatch(why);
  });
});

describe('a hand-over as written', () => {
  it('is a time, with or without a weekday', () => {
    expect(readHandOver('09:00')).toEqual({ minute: 540 });
    expect(readHandOver('sun 23:30')).toEqual({ minute: 1410, day: 7 });
  });

  it('is refused when no clock shows it', () => {
    expect(readHandOver('24:00')).toMatch(/no time of day/);
    expect(readHandOver('Monday 09:00')).toMatch(/write a time/);
  });
});
