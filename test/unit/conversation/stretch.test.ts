import { describe, expect, it } from 'vitest';
import { spokenStretch } from '../../../src/conversation/stretch.ts';

/** A Saturday, 17:00 in Berlin. */
const NOW = Date.parse('2026-11-21T16:00Z');

function read(text: string, more: { from?: string; until?: string } = {}, zone = 'Europe/Berlin'): string {
  const found = spokenStretch({ text, ...more }, NOW, zone);
  if ('problem' in found) return found.problem;
  const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);
  return `${iso(found.from)} ${iso(found.until)}${found.left && ` ${found.left}`}`;
}

describe('a time that is spoken of', () => {
  it.each([
    ['2h', '2026-11-21T16:00 2026-11-21T18:00'],
    ['payments 1h30m', '2026-11-21T16:00 2026-11-21T17:30 payments'],
    ['for the next two hours', '2026-11-21T16:00 2026-11-21T18:00'],
    ['for half a day', '2026-11-21T16:00 2026-11-22T04:00'],
    ['tomorrow 9 to 17', '2026-11-22T08:00 2026-11-22T16:00'],
    ['tomorrow 9-17', '2026-11-22T08:00 2026-11-22T16:00'],
    ['payments tomorrow 9:00 to 17:00', '2026-11-22T08:00 2026-11-22T16:00 payments'],
    ['friday 9am-5pm', '2026-11-27T08:00 2026-11-27T16:00'],
    ['tomorrow 22:00 to 06:00', '2026-11-22T21:00 2026-11-23T05:00'],
    ['payments until 18:00', '2026-11-21T16:00 2026-11-21T17:00 payments'],
    ['until friday 9:00', '2026-11-21T16:00 2026-11-27T08:00'],
    ['tomorrow 9:00 for 3 hours', '2026-11-22T08:00 2026-11-22T11:00'],
    ['saturday', '2026-11-27T23:00 2026-11-28T23:00'],
    ['24 dec to 26 dec', '2026-12-23T23:00 2026-12-26T23:00'],
    ['this weekend', '2026-11-21T16:00 2026-11-22T23:00'],
    ['next weekend', '2026-11-27T23:00 2026-11-29T23:00'],
    ['2026-12-24 09:00 to 2026-12-24 17:00', '2026-12-24T08:00 2026-12-24T16:00'],
    ['2026-12-24T09:00Z to 2026-12-24T17:00Z', '2026-12-24T09:00 2026-12-24T17:00'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('may have its beginning and its end said by themselves', () => {
    expect(read('payments', { from: 'tomorrow 9:00', until: '17:00' })).toBe(
      '2026-11-22T08:00 2026-11-22T16:00 payments',
    );
    expect(read('payments 3h', { from: 'tomorrow 9:00' })).toBe('2026-11-22T08:00 2026-11-22T11:00 payments');
    expect(read('', { until: 'friday 17:00 payments' })).toBe('2026-11-21T16:00 2026-11-27T16:00 payments');
  });

  it('is meant by the clocks of its zone', () => {
    expect(read('tomorrow 9 to 17', {}, 'America/New_York')).toBe('2026-11-22T14:00 2026-11-22T22:00');
  });

  it('that clocks never show is none, and the one that they show is named', () => {
    expect(read('2027-03-28 02:30 to 2027-03-28 05:00')).toMatch(
      /There is no 2027-03-28 02:30 in Europe\/Berlin.*Say 03:30/,
    );
    expect(read('2027-04-04 02:15 to 2027-04-04 05:00', {}, 'Australia/Lord_Howe')).not.toMatch(
      /There is no/,
    );
    expect(read('2027-10-03 02:15 to 2027-10-03 05:00', {}, 'Australia/Lord_Howe')).toMatch(
      /There is no.*02:45/,
    );
  });

  it('that comes twice has to be told apart, and can be', () => {
    const asked = read('2027-10-31 02:30 to 05:00');
    expect(asked).toMatch(/comes twice/);
    const [first, second] = [...asked.matchAll(/`([^`]+)`/g)].map(([, said]) => said ?? '');
    expect(read(`${first} to 2027-10-31 05:00`)).toBe('2027-10-31T00:30 2027-10-31T04:00');
    expect(read(`${second} to 2027-10-31 05:00`)).toBe('2027-10-31T01:30 2027-10-31T04:00');
  });

  it.each([
    ['payments', /For how long/],
    ['tomorrow 9:00', /Until when/],
    ['', /For how long/],
    ['5 am', /Until when/],
    ['whenever to never', /not understood as a time/],
  ])('is missing in %j, and is asked for', (text, reason) => {
    expect(read(text)).toMatch(reason);
  });
});
