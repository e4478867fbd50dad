import { expect, it } from 'vitest';
import { calendarFeed, type FeedEntry } from '../../../src/oncall/calendar-feed.ts';
import { shifts, type Shift } from '../../../src/oncall/shift.ts';
import { readCalendar } from '../../../src/oncall/written-calendar.ts';
import type { Schedule } from '../../../src/oncall/schedule.ts';

const at = (text: string): number => Date.parse(text);
const schedule: Schedule = {
  id: 'payments',
  name: 'Payments; primary, night',
  zone: 'Europe/Berlin',
  holidays: new Set(),
  layers: [
    {
      name: 'Weeks',
      hours: [],
      turns: { groups: [['ana', 'ben'], ['cy']], start: at('2026-03-16T09:00Z'), lengthMs: 7 * 86_400_000 },
    },
  ],
};
const names = { person: (id: string) => id.toUpperCase(), domain: 'muster.example.com' };

const calendar = { name: 'On call: Payments', zone: 'Europe/Berlin' };
const entries = (given: readonly Shift[]): FeedEntry[] =>
  given.flatMap(({ people, from, until }) => people.map((who) => ({ schedule, who, from, until })));

it('a feed says the same shifts to who reads it', () => {
  const [from, until] = [at('2026-03-16T00:00Z'), at('2026-04-13T00:00Z')];
  const given = shifts(schedule, [], from, until);
  const feed = calendarFeed(calendar, entries(given), names, at('2026-03-01T00:00Z'));
  const read = readCalendar(
    feed,
    (text) => /^(ANA|BEN|CY) is on call for Payments; primary, night$/.exec(text)?.[1]?.toLowerCase(),
    'UTC',
  ).shiftsIn(from, until);
  const expected = given.flatMap((shift) =>
    shift.people.map(({ person }) => ({ person, from: shift.from, until: shift.until })),
  );
  expect(read).toEqual(expected);
  expect(read).toHaveLength(6);
});

it('a feed keeps to the lines of RFC 5545 and to the ids of its shifts', () => {
  const given = shifts(schedule, [], at('2026-03-16T09:00Z'), at('2026-03-24T00:00Z'));
  const feed = calendarFeed(calendar, entries(given), names, 0);
  expect(feed.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  expect(feed).not.toMatch(/[^\r]\n/);
  const later = calendarFeed(calendar, entries(given), names, 1e9);
  const uids = (text: string): string[] => text.match(/^UID:.*$/gm) ?? [];
  expect(uids(feed)).toEqual(uids(later));
  expect(new Set(uids(feed)).size).toBe(uids(feed).length);
});
