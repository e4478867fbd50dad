import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overAt } from '../../../src/escalation/working-time.ts';
import type { Calendar, Hours } from '../../../src/oncall/hours.ts';
import { workingTimeFrom } from '../../../src/oncall/working-time.ts';
import { MinuteByMinute } from './minute-by-minute.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (text: string): number => Date.parse(text);

const WEEKDAYS: Hours = { days: [1, 2, 3, 4, 5], from: 9 * 60, to: 17 * 60 };
const office = (more: Partial<Calendar> = {}): Calendar => ({
  zone: 'Europe/Berlin',
  hours: [WEEKDAYS],
  holidays: new Set(['2026-12-25']),
  onHolidays: 'skip',
  ...more,
});

/** @returns when so much open time is over. */
function due(calendar: Calendar, start: string, lengthMs: number): string {
  const over = overAt(lengthMs, at(start), workingTimeFrom(calendar, at(start), lengthMs));
  return new Date(over).toISOString().slice(0, 16);
}

describe('time that counts only in business hours', () => {
  it('runs in them and stands still outside', () => {
    // A Wednesday; Berlin is an hour ahead of UTC in winter.
    expect(due(office(), '2026-11-18T09:00Z', HOUR)).toBe('2026-11-18T10:00');
    expect(due(office(), '2026-11-18T15:30Z', HOUR)).toBe('2026-11-19T08:30');
    expect(due(office(), '2026-11-18T03:00Z', HOUR)).toBe('2026-11-18T09:00');
    // Of a whole day the end is that of the day, not the morning after.
    expect(due(office(), '2026-11-18T03:00Z', 8 * HOUR)).toBe('2026-11-18T16:00');
  });

  it('leaves out weekends and holidays', () => {
    // Christmas 2026 is a Friday.
    expect(due(office(), '2026-12-24T15:00Z', 2 * HOUR)).toBe('2026-12-28T09:00');
  });

  it('counts hours that touch or overlap once', () => {
    const hours = [
      { days: [3], from: 540, to: 720 },
      { days: [3], from: 720, to: 900 },
      { days: [3], from: 660, to: 780 },
    ];
    expect(due(office({ hours }), '2026-11-18T08:00Z', 6 * HOUR)).toBe('2026-11-18T14:00');
  });

  it('is as long by the clock also when clocks are changed in it', () => {
    const night = office({ hours: [{ days: [6], from: 22 * 60, to: 6 * 60 }], zone: 'Europe/Berlin' });
    // In the night of 29 March 2026 these eight hours are seven, on 25 October nine.
    expect(due(night, '2026-03-28T12:00Z', 7 * HOUR)).toBe('2026-03-29T04:00');
    expect(due(night, '2026-10-24T12:00Z', 9 * HOUR)).toBe('2026-10-25T05:00');
  });

  it('takes targets of many weeks, and counts every hour once the hours that were reckoned are over', () => {
    const working = workingTimeFrom(office(), at('2026-11-18T09:00Z'), HOUR);
    const open = working.minutes.reduce((sum, length, index) => sum + (index % 2) * length, 0) * MINUTE;
    expect(JSON.stringify(working).length).toBeLessThan(4_000);
    const total = working.from + working.minutes.reduce((sum, length) => sum + length, 0) * MINUTE;
    expect(total).toBeGreaterThan(at('2026-11-18T09:00Z') + 390 * DAY);
    expect(overAt(open + DAY, working.from, working)).toBe(total + DAY);
    const long = 90 * DAY;
    const enough = workingTimeFrom(office(), at('2026-11-18T09:00Z'), long);
    const ends = enough.from + enough.minutes.reduce((sum, length) => sum + length, 0) * MINUTE;
    expect(overAt(long, at('2026-11-18T09:00Z'), enough)).toBeLessThan(ends);
  });

  it.each([
    ['Europe/Berlin', '2026-03-27', '2026-04-01'],
    ['Europe/Berlin', '2026-10-23', '2026-10-28'],
    ['America/New_York', '2026-03-06', '2026-03-11'],
    ['America/New_York', '2026-10-30', '2026-11-04'],
    ['Australia/Lord_Howe', '2026-04-03', '2026-04-08'],
    ['Australia/Lord_Howe', '2026-10-02', '2026-10-07'],
    ['Africa/Casablanca', '2026-02-13', '2026-02-18'],
    ['Asia/Kathmandu', '2026-05-01', '2026-05-06'],
  ])('is the same as counted minute by minute in %s around %s', (zone, first, last) => {
    const from = at(`${first}T00:00Z`);
    const until = at(`${last}T00:00Z`);
    const walls = new MinuteByMinute(zone, from - 3 * DAY, until + 16 * DAY);
    const hours = fc.record({
      days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
      from: fc.integer({ min: 0, max: 1439 }),
      to: fc.integer({ min: 1, max: 1440 }),
    });
    const holidays = fc.subarray([first, last, '2026-10-25', '2026-03-29', '2026-11-01', '2026-04-05']);
    const breaks = fc
      .array(fc.nat(4 * 1_440), { maxLength: 6 })
      .map((ends) => [...new Set(ends)].sort((a, b) => a - b))
      .map((ends) =>
        ends.flatMap((end, index) =>
          index % 2 === 1
            ? [{ from: from + (ends[index - 1] ?? 0) * MINUTE, until: from + end * MINUTE }]
            : [],
        ),
      );
    fc.assert(
      fc.property(
        fc.array(hours, { minLength: 1, maxLength: 2 }),
        holidays,
        breaks,
        fc.integer({ min: 0, max: (until - from) / MINUTE - 1 }),
        fc.integer({ min: 1, max: 600 }),
        (list, off, held, startMinute, length) => {
          const open = list.filter((one) => one.from !== one.to);
          const calendar = office({ zone, hours: open, holidays: new Set(off) });
          const schedule = {
            id: 'x',
            name: 'x',
            zone,
            holidays: calendar.holidays,
            layers: [
              {
                name: 'open',
                hours: open,
                onHolidays: 'skip' as const,
                turns: [{ person: 'x', from: -Infinity, until: Infinity }],
              },
            ],
          };
          const start = from + startMinute * MINUTE;
          let left = length;
          let minute = start;
          for (; left > 0 && minute < until + 15 * DAY; minute += MINUTE) {
            if (held.some((one) => one.from <= minute && minute < one.until)) continue;
            if (walls.onCall(schedule, [], minute).length > 0) left--;
          }
          fc.pre(left === 0);
          const working = workingTimeFrom(calendar, start, length * MINUTE);
          expect(overAt(length * MINUTE, start, working, held)).toBe(minute);
        },
      ),
      { numRuns: 15 },
    );
  });
});
