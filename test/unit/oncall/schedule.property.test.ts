import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Hours } from '../../../src/oncall/hours.ts';
import type { Override } from '../../../src/oncall/override.ts';
import { onCallAt, type Layer, type Schedule } from '../../../src/oncall/schedule.ts';
import { shifts } from '../../../src/oncall/shift.ts';
import { MinuteByMinute } from './minute-by-minute.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const PEOPLE = ['ana', 'ben', 'chidi', 'dora', 'eli'];

/** Each around a time at which its clocks are changed, and one without such a change. */
const PLACES = [
  { zone: 'Europe/Berlin', day: '2026-03-29' },
  { zone: 'Europe/Berlin', day: '2026-10-25' },
  { zone: 'America/New_York', day: '2026-03-08' },
  { zone: 'America/New_York', day: '2026-11-01' },
  { zone: 'Australia/Lord_Howe', day: '2026-04-05' },
  { zone: 'Australia/Lord_Howe', day: '2026-10-04' },
  { zone: 'America/Santiago', day: '2026-04-05' },
  { zone: 'America/Santiago', day: '2026-09-06' },
  { zone: 'Africa/Cairo', day: '2026-04-24' },
  { zone: 'Africa/Cairo', day: '2026-10-30' },
  { zone: 'Pacific/Auckland', day: '2026-09-27' },
  { zone: 'Asia/Kathmandu', day: '2028-02-29' },
];

const hours: fc.Arbitrary<Hours> = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  from: fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15),
  to: fc.integer({ min: 0, max: 96 }).map((quarter) => quarter * 15),
});

const group = fc.uniqueArray(fc.constantFrom(...PEOPLE), { minLength: 1, maxLength: 2 });

function layerAround(day: number): fc.Arbitrary<Layer> {
  const quarters = (least: number, most: number): fc.Arbitrary<number> =>
    fc.integer({ min: least * 4, max: most * 4 }).map((quarter) => quarter * 15 * MINUTE);
  return fc
    .record({
      groups: fc.array(group, { minLength: 1, maxLength: 4 }),
      start: quarters(-60, 30).map((before) => day + before),
      lengthMs: fc.oneof(
        fc.constantFrom(1, 2, 7).map((days) => days * DAY),
        quarters(1, 40),
      ),
      hours: fc.array(hours, { maxLength: 2 }),
      onHolidays: fc.constantFrom(undefined, undefined, 'skip' as const, 'only' as const),
      end: fc.option(
        quarters(-20, 60).map((after) => day + after),
        { nil: undefined },
      ),
      name: fc.constantFrom('weekly', 'nights'),
    })
    .map(({ name, groups, start, lengthMs, hours, onHolidays, end }) => ({
      name,
      turns: { groups, start, lengthMs },
      hours,
      ...(onHolidays && { onHolidays }),
      ...(end !== undefined && { end }),
    }));
}

function overrideAround(day: number): fc.Arbitrary<Override> {
  return fc
    .record({
      people: group,
      replaces: fc.option(fc.constantFrom(...PEOPLE), { nil: undefined }),
      from: fc.integer({ min: -2880, max: 2880 }),
      length: fc.integer({ min: 1, max: 2000 }),
    })
    .map(({ people, replaces, from, length }) => ({
      id: `override ${from}`,
      people,
      ...(replaces !== undefined && { replaces }),
      from: day + from * MINUTE,
      until: day + (from + length) * MINUTE,
    }));
}

const clocks = new Map<string, MinuteByMinute>();

it.each(PLACES)('is who a count of every minute finds, in $zone around $day', ({ zone, day: date }) => {
  const day = Date.parse(`${date}T00:00Z`);
  const [from, until] = [day - 2 * DAY, day + 3 * DAY];
  // Longer at both ends, for hand-overs that are put into the time by a change of clocks.
  const clock = clocks.get(zone + date) ?? new MinuteByMinute(zone, day - 5 * DAY, day + 7 * DAY);
  clocks.set(zone + date, clock);
  const schedule = fc.record({
    layers: fc.array(layerAround(day), { minLength: 1, maxLength: 3 }),
    holidays: fc.subarray([-1, 0, 1].map((n) => new Date(day + n * DAY).toISOString().slice(0, 10))),
  });
  fc.assert(
    fc.property(
      schedule,
      fc.array(overrideAround(day), { maxLength: 3 }),
      fc.array(fc.integer({ min: 0, max: 7199 }), { minLength: 20, maxLength: 20 }),
      ({ layers, holidays }, overrides, minutes) => {
        const given: Schedule = { id: 's', name: 'S', zone, layers, holidays: new Set(holidays) };
        const found = shifts(given, overrides, from, until);
        // Holes and overlaps would show here.
        expect(found[0]?.from).toBe(from);
        expect(found.at(-1)?.until).toBe(until);
        for (const [i, shift] of found.slice(1).entries()) expect(shift.from).toBe(found[i]?.until);
        const edges = found.flatMap((shift) => [shift.from - MINUTE, shift.from, shift.until - MINUTE]);
        const asked = [...minutes.map((minute) => from + minute * MINUTE), ...edges];
        for (const at of asked.filter((at) => at >= from && at < until)) {
          const people = (list: readonly { person: string }[] = []): string[] =>
            [...new Set(list.map(({ person }) => person))].sort();
          const counted = clock.onCall(given, overrides, at);
          const when = new Date(at).toISOString();
          expect([when, people(onCallAt(given, overrides, at).people)]).toEqual([when, counted]);
          const shift = found.find((one) => one.from <= at && at < one.until);
          expect([when, people(shift?.people)]).toEqual([when, counted]);
        }
      },
    ),
    { numRuns: 60 },
  );
});
