import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCalendar } from '../../../src/oncall/written-calendar.ts';
import { MinuteByMinute } from './minute-by-minute.ts';

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

/** Stretches of 2026 in which clocks are changed, forward and back, in both halves of the world. */
const CHANGES = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['America/St_Johns', '2026-03-08'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Pacific/Auckland', '2026-04-05'],
  ['Pacific/Chatham', '2026-09-27'],
  ['America/Santiago', '2026-04-05'],
  ['Africa/Casablanca', '2026-02-15'],
  ['Asia/Kolkata', '2026-03-29'],
] as const;

/** How long is counted, in days, the change of clocks in the middle. */
const COUNTED = 16;

const wall = (minutes: number): string =>
  new Date(minutes * MINUTE).toISOString().replace(/[-:]/g, '').slice(0, 15);

const event = fc.record({
  /** The first turn begins so many days before or after the count does. */
  day: fc.integer({ min: -20, max: COUNTED }),
  /** Turns begin and end at hours at which no zone here changes its clocks: what a time that comes twice or never means is tested elsewhere. */
  hour: fc.constantFrom(6, 9, 16.5, 21),
  hours: fc.constantFrom(1, 8, 12, 24, 60, 168),
  every: fc.integer({ min: 1, max: 3 }),
  weekly: fc.boolean(),
  times: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  left: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 3 }),
});

it('puts on call who a minute-by-minute count of the clocks on the wall finds, across changes of clocks', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CHANGES),
      fc.array(event, { minLength: 1, maxLength: 4 }),
      ([zone, change], events) => {
        const from = Date.parse(`${change}T00:00Z`) - (COUNTED / 2) * DAY * MINUTE;
        const until = from + COUNTED * DAY * MINUTE;
        const written = events.map(({ day, hour, hours, every, weekly, times, left }, n) => {
          const first = from / MINUTE + day * DAY + hour * HOUR;
          const step = every * (weekly ? 7 : 1) * DAY;
          const begins = Array.from({ length: times ?? 60 }, (_, turn) => first + turn * step);
          return {
            person: `p${n}`,
            turns: begins.filter((_, turn) => !left.includes(turn)),
            length: hours * HOUR,
            text: [
              'BEGIN:VEVENT',
              `UID:${n}`,
              `SUMMARY:p${n}`,
              `DTSTART;TZID=${zone}:${wall(first)}`,
              `DTEND;TZID=${zone}:${wall(first + hours * HOUR)}`,
              `RRULE:FREQ=${weekly ? 'WEEKLY' : 'DAILY'};INTERVAL=${every}${times === undefined ? '' : `;COUNT=${times}`}`,
              ...left.map((turn) => `EXDATE;TZID=${zone}:${wall(first + turn * step)}`),
              'END:VEVENT',
            ],
          };
        });
        const text = [
          'BEGIN:VCALENDAR',
          'VERSION:2.0',
          ...written.flatMap((one) => one.text),
          'END:VCALENDAR',
        ].join('\r\n');
        const shifts = readCalendar(text, (name) => (/^p\d$/.test(name) ? name : undefined), zone).shiftsIn(
          from,
          until,
        );
        const clock = new MinuteByMinute(zone, from, until);
        for (let at = from; at < until; at += 30 * MINUTE) {
          const shown = clock.shownAt(at);
          const counted = written
            .filter(({ turns, length }) => turns.some((begin) => begin <= shown && shown < begin + length))
            .map(({ person }) => person);
          const found = shifts
            .filter((shift) => shift.from <= at && at < shift.until)
            .map(({ person }) => person);
          expect([new Date(at).toISOString(), [...new Set(found)].toSorted()]).toEqual([
            new Date(at).toISOString(),
            counted,
          ]);
        }
      },
    ),
    { numRuns: 25 },
  );
});
