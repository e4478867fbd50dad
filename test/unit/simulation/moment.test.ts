import { describe, expect, test } from 'vitest';
import { readMoment } from '../../../src/simulation/moment.ts';

// A Sunday, eleven o'clock in Berlin.
const NOW = Date.parse('2026-11-22T10:00:00Z');
const read = (text: string, zone = 'Europe/Berlin'): string => {
  const moment = readMoment(text, NOW, zone);
  return typeof moment === 'string' ? moment : `${new Date(moment.at).toISOString()} ${moment.zone}`;
};

describe('readMoment', () => {
  test.each([
    ['now', '2026-11-22T10:00:00.000Z Europe/Berlin'],
    ['Sunday 03:00', '2026-11-29T02:00:00.000Z Europe/Berlin'],
    ['03:00', '2026-11-23T02:00:00.000Z Europe/Berlin'],
    ['tomorrow 3am', '2026-11-23T02:00:00.000Z Europe/Berlin'],
    ['in 2 hours', '2026-11-22T12:00:00.000Z Europe/Berlin'],
    ['Sunday 03:00 America/New_York', '2026-11-29T08:00:00.000Z America/New_York'],
    ['2026-11-22T03:00 Europe/Berlin', '2026-11-22T02:00:00.000Z Europe/Berlin'],
    ['2026-11-22 3:00', '2026-11-22T02:00:00.000Z Europe/Berlin'],
    ['2026-11-22T03:00Z', '2026-11-22T03:00:00.000Z Europe/Berlin'],
    ['2026-11-22T03:00:30-05:30', '2026-11-22T08:30:30.000Z Europe/Berlin'],
    ['2028-02-29T12:00 UTC', '2028-02-29T12:00:00.000Z UTC'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    ['Sunday', /^Which time of day\?/],
    ['whenever it suits', /^I cannot read the time "whenever it suits"\. Write a day and a time/],
    ['sunday 3am next week', /^I cannot read the time/],
    ['sunday 03:00 until 04:00', /^I cannot read the time/],
    ['2027-02-29T12:00', /^There is no 2027-02-29T12:00\./],
    ['2026-11-22T25:00', /^There is no 2026-11-22T25:00\./],
    ['Sunday 03:00 Europe/Berln', /^There is no time zone "Europe\/Berln"/],
    ['midnight tonight', /^Write midnight as 00:00/],
    ['', /^I cannot read the time ""/],
  ])('refuses %j', (text, reason) => {
    expect(read(text)).toMatch(reason);
  });

  test('a local time that does not exist is refused with the reason', () => {
    const reason =
      'There is no 02:30 on 2027-03-28 in Europe/Berlin: the clocks are put forward by 60 minutes there. Take an earlier time, or 03:30 or later.';
    expect(read('2027-03-28T02:30')).toBe(reason);
    expect(read('28 March 2027 02:30')).toBe(reason);
    expect(read('2026-10-04T02:10', 'Australia/Lord_Howe')).toMatch(/put forward by 30 minutes/);
    expect(read('2027-03-28T02:30Z')).toBe('2027-03-28T02:30:00.000Z Europe/Berlin');
  });

  test('of a local time that comes twice the first is meant, which is said', () => {
    expect(readMoment('2026-10-25T02:30', NOW, 'Europe/Berlin')).toEqual({
      at: Date.parse('2026-10-25T00:30:00Z'),
      zone: 'Europe/Berlin',
      twice: true,
    });
    expect(readMoment('2026-10-25T03:30', NOW, 'Europe/Berlin')).not.toHaveProperty('twice');
    expect(readMoment('2026-10-25T01:59', NOW, 'Europe/Berlin')).not.toHaveProperty('twice');
  });
});
