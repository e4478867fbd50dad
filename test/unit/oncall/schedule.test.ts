import { describe, expect, it } from 'vitest';
import { openingAt } from '../../../src/oncall/hours.ts';
import { onCallAt, type Layer, type Schedule } from '../../../src/oncall/schedule.ts';
import { gaps, nowAndNext, shifts } from '../../../src/oncall/shift.ts';
import { DAY_MS, HOUR_MS, isLeftOut } from '../../../src/oncall/wall.ts';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString().replace(':00.000Z', 'Z');

function layer(
  groups: readonly (string | readonly string[])[],
  start: string,
  more: Partial<Layer> = {},
): Layer {
  return {
    name: 'layer',
    turns: {
      groups: groups.map((one) => (typeof one === 'string' ? [one] : one)),
      start: at(`${start}Z`),
      lengthMs: 7 * DAY_MS,
    },
    hours: [],
    ...more,
  };
}

function schedule(zone: string, ...layers: Layer[]): Schedule {
  return { id: 'payments', name: 'Payments', zone, layers, holidays: new Set() };
}

const people = (given: Schedule, when: string): string[] =>
  onCallAt(given, [], at(when)).people.map(({ person }) => person);

/** Daily turns that change at a local time, to look at when exactly they do. */
const daily = (zone: string, start: string): Schedule =>
  schedule(zone, {
    ...layer(['ana', 'ben'], start),
    turns: { groups: [['ana'], ['ben']], start: at(`${start}Z`), lengthMs: DAY_MS },
  });

/**
 * Hand-overs on days on which clocks are changed, as the rules of each country and the tz database's tables have it:
 * the night's length says what was put forward or back.
 */
describe('a hand-over at the same local time', () => {
  it.each([
    // EU, Directive 2000/84/EC: last Sunday of March and October, 01:00 UTC.
    ['Europe/Berlin', '2026-03-28T09:00', '2026-03-28T08:00Z', '2026-03-29T07:00Z', 23],
    ['Europe/Berlin', '2026-10-24T09:00', '2026-10-24T07:00Z', '2026-10-25T08:00Z', 25],
    ['Europe/London', '2026-03-28T00:00', '2026-03-28T00:00Z', '2026-03-29T00:00Z', 24],
    ['Europe/London', '2026-03-29T00:00', '2026-03-29T00:00Z', '2026-03-29T23:00Z', 23],
    // US, Energy Policy Act of 2005: second Sunday of March, first of November, 02:00 local.
    ['America/New_York', '2026-03-07T09:00', '2026-03-07T14:00Z', '2026-03-08T13:00Z', 23],
    ['America/New_York', '2026-10-31T09:00', '2026-10-31T13:00Z', '2026-11-01T14:00Z', 25],
    // New South Wales: first Sunday of April, 03:00, and of October, 02:00.
    ['Australia/Sydney', '2026-04-04T09:00', '2026-04-03T22:00Z', '2026-04-04T23:00Z', 25],
    ['Australia/Sydney', '2026-10-03T09:00', '2026-10-02T23:00Z', '2026-10-03T22:00Z', 23],
    // Lord Howe Island: the same days, by half an hour.
    ['Australia/Lord_Howe', '2026-04-04T09:00', '2026-04-03T22:00Z', '2026-04-04T22:30Z', 24.5],
    ['Australia/Lord_Howe', '2026-10-03T09:00', '2026-10-02T22:30Z', '2026-10-03T22:00Z', 23.5],
    // Chile: at midnight at the beginning of Sunday.
    ['America/Santiago', '2026-04-04T12:00', '2026-04-04T15:00Z', '2026-04-05T16:00Z', 25],
    ['America/Santiago', '2026-09-05T12:00', '2026-09-05T16:00Z', '2026-09-06T15:00Z', 23],
    // New Zealand Daylight Time Order 2007.
    ['Pacific/Auckland', '2026-04-04T09:00', '2026-04-03T20:00Z', '2026-04-04T21:00Z', 25],
    ['Pacific/Auckland', '2026-09-26T09:00', '2026-09-25T21:00Z', '2026-09-26T20:00Z', 23],
    // Never changed.
    ['Asia/Kolkata', '2026-03-28T09:00', '2026-03-28T03:30Z', '2026-03-29T03:30Z', 24],
  ])('in %s from %s', (zone, start, from, until, hours) => {
    const [first] = shifts(daily(zone, start), [], at(from), at(until) + HOUR_MS);
    expect([iso(first?.from ?? 0), iso(first?.until ?? 0)]).toEqual([from, until]);
    expect(((first?.until ?? 0) - (first?.from ?? 0)) / HOUR_MS).toBe(hours);
    expect(people(daily(zone, start), from)).toEqual(['ana']);
    expect(people(daily(zone, start), until)).toEqual(['ben']);
  });

  it('that clocks leave out is as much later as they were put forward', () => {
    const given = daily('Europe/Berlin', '2026-03-28T02:30');
    expect(isLeftOut(at('2026-03-29T02:30Z'), 'Europe/Berlin')).toBe(true);
    expect(isLeftOut(at('2026-03-30T02:30Z'), 'Europe/Berlin')).toBe(false);
    // 03:30 summer time.
    expect(people(given, '2026-03-29T01:29:59Z')).toEqual(['ana']);
    expect(people(given, '2026-03-29T01:30:00Z')).toEqual(['ben']);
  });

  it('that comes twice happens the first time, and not again', () => {
    const given = daily('Europe/Berlin', '2026-10-24T02:30');
    expect(people(given, '2026-10-25T00:29:59Z')).toEqual(['ana']);
    expect(people(given, '2026-10-25T00:30:00Z')).toEqual(['ben']);
    // The clock shows 02:10 and then 02:30 once more.
    expect(people(given, '2026-10-25T01:10:00Z')).toEqual(['ben']);
    expect(people(given, '2026-10-25T01:31:00Z')).toEqual(['ben']);
  });

  it('on 29 February is one like others', () => {
    const given = daily('Europe/Berlin', '2028-02-27T09:00');
    expect(people(given, '2028-02-29T08:00Z')).toEqual(['ana']);
    expect(people(given, '2028-03-01T08:00Z')).toEqual(['ben']);
  });

  it('on a day that a country left out falls together with that of the next', () => {
    // Samoa went from 29 to 31 December 2011, over the date line.
    const given = daily('Pacific/Apia', '2011-12-29T09:00');
    expect(people(given, '2011-12-29T19:00Z')).toEqual(['ana']);
    // 31 December 09:00. The 30th and its turn never were.
    expect(people(given, '2011-12-30T18:59Z')).toEqual(['ana']);
    expect(
      shifts(given, [], at('2011-12-29T19:00Z'), at('2012-01-01T19:00Z')).map((s) => iso(s.until)),
    ).toEqual(['2011-12-31T19:00Z', '2012-01-01T19:00Z']);
  });
});

describe('hours that are closed for long', () => {
  const hours = [
    { days: [6], from: 0, to: 15 },
    { days: [5], from: 15, to: 30 },
  ];
  const holidays = new Set(['2011-12-30', '2011-12-31']);
  it.each([
    ['Europe/Berlin', '2011-12-29T23:15Z', '2011-12-29T23:30Z'],
    // Friday, 30 December, was left out: its hours fall on Saturday, behind those of that day.
    ['Pacific/Apia', '2011-12-30T10:00Z', '2011-12-30T10:30Z'],
  ])('open in %s at %s, however far that is', (zone, from, until) => {
    const calendar = { zone, hours, holidays, onHolidays: 'only' as const };
    for (const before of [
      '2011-12-01T00:00Z',
      '2011-12-22T12:00Z',
      '2011-12-23T12:00Z',
      '2011-12-29T00:00Z',
    ]) {
      expect(openingAt(calendar, at(before))).toEqual({ open: false, until: at(from) });
    }
    expect(openingAt(calendar, at(from))).toEqual({ open: true, until: at(until) });
  });
});

describe('a schedule', () => {
  const weekly = layer(['ana', 'ben', 'chidi'], '2026-01-05T09:00');

  it('has people take turns week by week, years ahead as well', () => {
    const given = schedule('Europe/Berlin', weekly);
    expect(people(given, '2026-01-05T07:59Z')).toEqual([]);
    expect(people(given, '2026-01-05T08:00Z')).toEqual(['ana']);
    expect(people(given, '2026-01-12T08:00Z')).toEqual(['ben']);
    expect(people(given, '2026-07-06T07:00Z')).toEqual(['chidi']);
    // 522 weeks after the first.
    expect(people(given, '2036-01-07T12:00Z')).toEqual(['ana']);
  });

  it('has several people on call at once', () => {
    const given = schedule('UTC', layer([['ana', 'ben'], 'chidi'], '2026-01-05T09:00'));
    expect(people(given, '2026-01-06T00:00Z')).toEqual(['ana', 'ben']);
    expect(people(given, '2026-01-13T00:00Z')).toEqual(['chidi']);
  });

  it('lets a layer speak at its hours alone, over midnight as well', () => {
    const nights = layer(['dora'], '2026-01-05T00:00', {
      name: 'nights',
      hours: [{ days: [1, 2, 3, 4, 5], from: 22 * 60, to: 6 * 60 }],
    });
    const given = schedule('Europe/Berlin', weekly, nights);
    // Friday evening to Saturday morning belongs to Friday.
    expect(people(given, '2026-01-09T20:59Z')).toEqual(['ana']);
    expect(people(given, '2026-01-09T21:00Z')).toEqual(['dora']);
    expect(people(given, '2026-01-10T04:59Z')).toEqual(['dora']);
    expect(people(given, '2026-01-10T05:00Z')).toEqual(['ana']);
    expect(people(given, '2026-01-10T21:00Z')).toEqual(['ana']);
  });

  it('knows holidays', () => {
    const given: Schedule = {
      ...schedule('Europe/Berlin', weekly, {
        ...layer(['eli'], '2026-01-05T00:00'),
        onHolidays: 'only',
      }),
      holidays: new Set(['2026-05-01']),
    };
    expect(people(given, '2026-04-30T21:59Z')).not.toEqual(['eli']);
    expect(people(given, '2026-04-30T22:00Z')).toEqual(['eli']);
    expect(people(given, '2026-05-01T21:59Z')).toEqual(['eli']);
    expect(people(given, '2026-05-01T22:00Z')).not.toEqual(['eli']);
  });

  it('takes shifts that were written down', () => {
    const written: Layer = {
      name: 'calendar',
      hours: [],
      turns: [
        { person: 'ana', from: at('2026-01-05T00:00Z'), until: at('2026-01-06T00:00Z') },
        { person: 'ben', from: at('2026-01-05T12:00Z'), until: at('2026-01-07T00:00Z') },
      ],
    };
    const given = schedule('UTC', written);
    const found = shifts(given, [], at('2026-01-04T00:00Z'), at('2026-01-08T00:00Z'));
    expect(found.map((s) => [iso(s.from), s.people.map((p) => p.person).join('+')])).toEqual([
      ['2026-01-04T00:00Z', ''],
      ['2026-01-05T00:00Z', 'ana'],
      ['2026-01-05T12:00Z', 'ana+ben'],
      ['2026-01-06T00:00Z', 'ben'],
      ['2026-01-07T00:00Z', ''],
    ]);
  });

  it('says who comes next and until when, however often nothing changes in between', () => {
    const given = schedule('Europe/Berlin', layer(['ana', 'ana', 'ben'], '2026-01-05T09:00'));
    const { now, next } = nowAndNext(given, [], at('2026-01-06T00:00Z'));
    expect([now.people[0]?.person, iso(now.until)]).toEqual(['ana', '2026-01-19T08:00Z']);
    expect([next?.people[0]?.person, iso(next?.until ?? 0)]).toEqual(['ben', '2026-01-26T08:00Z']);
  });

  it('of one person has no next', () => {
    const given = schedule('Europe/Berlin', layer(['ana'], '2026-01-05T09:00'));
    expect(nowAndNext(given, [], at('2026-01-06T00:00Z')).next).toBeUndefined();
  });

  it('finds its gaps', () => {
    const given = schedule('Europe/Berlin', {
      ...weekly,
      hours: [{ days: [1, 2, 3, 4, 5], from: 0, to: 1440 }],
    });
    const found = gaps(given, [], at('2026-03-23T00:00Z'), at('2026-04-06T00:00Z'));
    // The second weekend is an hour shorter by the clocks that were put forward.
    expect(found.map((gap) => [iso(gap.from), iso(gap.until)])).toEqual([
      ['2026-03-27T23:00Z', '2026-03-29T22:00Z'],
      ['2026-04-03T22:00Z', '2026-04-05T22:00Z'],
    ]);
  });
});

describe('an override', () => {
  const given = schedule('UTC', layer([['ana', 'ben'], 'chidi'], '2026-01-05T09:00'));
  const from = at('2026-01-06T10:00Z');
  const until = at('2026-01-06T12:00Z');
  const during = (...overrides: Parameters<typeof onCallAt>[1]): unknown =>
    onCallAt(given, overrides, at('2026-01-06T11:00Z')).people;

  it('takes the place of everybody', () => {
    expect(during({ id: '1', people: ['dora'], from, until })).toEqual([{ person: 'dora', override: '1' }]);
  });

  it('takes the place of one, who stays away even if they come twice', () => {
    expect(during({ id: '1', people: ['dora'], replaces: 'ana', from, until })).toEqual([
      { person: 'ben', layer: 'layer' },
      { person: 'dora', layer: 'layer', override: '1' },
    ]);
    expect(during({ id: '1', people: ['ben'], replaces: 'ana', from, until })).toEqual([
      { person: 'ben', layer: 'layer', override: '1' },
    ]);
  });

  it('does nothing where the one whose place it takes is not on call', () => {
    expect(during({ id: '1', people: ['dora'], replaces: 'chidi', from, until })).toHaveLength(2);
  });

  it('gives way to a later one', () => {
    const first = { id: '1', people: ['dora'], from, until };
    expect(during(first, { id: '2', people: ['eli'], from, until })).toEqual([
      { person: 'eli', override: '2' },
    ]);
  });

  it('fills a gap, and ends', () => {
    const empty = schedule('UTC');
    const override = { id: '1', people: ['dora'], from, until };
    expect(shifts(empty, [override], from - 60_000, until + 60_000).map((s) => s.people.length)).toEqual([
      0, 1, 0,
    ]);
  });
});
