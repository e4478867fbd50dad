import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../src/oncall/schedule.ts';
import { gapsAhead, watch } from '../../../src/oncall/watch.ts';

const at = (text: string): number => Date.parse(text);
const DAY = 86_400_000;

/** Weeks from Monday 09:00 in Berlin, whose clocks are put forward on 28 March 2027. */
const weeks: Schedule = {
  id: 'payments',
  name: 'Payments',
  zone: 'Europe/Berlin',
  holidays: new Set(),
  layers: [
    {
      name: 'Weeks',
      hours: [],
      turns: { groups: [['ana'], ['ben', 'cy']], start: at('2027-03-01T09:00Z'), lengthMs: 7 * DAY },
    },
  ],
};
const office: Schedule = {
  ...weeks,
  layers: [{ ...weeks.layers[0]!, hours: [{ days: [1, 2, 3, 4, 5], from: 540, to: 1020 }] }],
};

describe('a schedule that is watched', () => {
  it('is handed over when other people are on call than before, at the time of the clocks on the wall', () => {
    const before = watch(weeks, [], at('2027-03-27T12:00Z'));
    expect(before).toMatchObject({ standing: { people: ['ben', 'cy'] }, until: at('2027-03-29T07:00Z') });
    expect(before.handOver).toBeUndefined();
    const { handOver, next } = watch(weeks, [], at('2027-03-29T07:00:03Z'), before.standing);
    expect(handOver).toEqual({
      going: ['ben', 'cy'],
      coming: ['ana'],
      after: ['ana'],
      at: at('2027-03-29T07:00Z'),
    });
    expect(next?.people.map(({ person }) => person)).toEqual(['ben', 'cy']);
  });

  it('is not while the same people are on call for another reason', () => {
    const before = watch(weeks, [], at('2027-03-27T12:00Z')).standing;
    const override = {
      id: 'o-1',
      people: ['cy', 'ben'],
      from: at('2027-03-27T13:00Z'),
      until: at('2027-03-27T14:00Z'),
    };
    expect(watch(weeks, [override], at('2027-03-27T13:30Z'), before).handOver).toBeUndefined();
  });

  it('is handed over by an override, and back, to who is on call then', () => {
    const [from, until] = [at('2027-03-27T13:00Z'), at('2027-03-27T14:00Z')];
    const overrides = [{ id: 'o-1', people: ['dora', 'cy'], from, until }];
    const before = watch(weeks, overrides, from - 1).standing;
    const taken = watch(weeks, overrides, from + 5, before);
    expect(taken.handOver).toEqual({ going: ['ben'], coming: ['dora'], after: ['cy', 'dora'], at: from });
    const back = watch(weeks, overrides, until + 5, taken.standing).handOver;
    expect(back).toEqual({ going: ['dora'], coming: ['ben'], after: ['ben', 'cy'], at: until });
  });

  it('is handed over once after a long time in which nobody looked', () => {
    const before = { people: ['ana'], at: at('2027-03-03T12:00Z') };
    const { handOver } = watch(weeks, [], at('2027-03-24T12:00Z'), before);
    expect(handOver).toMatchObject({ going: ['ana'], coming: ['ben', 'cy'], at: at('2027-03-22T08:00Z') });
  });

  it('is handed over when it is known, where a new configuration changed the past as well', () => {
    const now = at('2027-03-24T12:00Z');
    const { handOver } = watch(weeks, [], now, { people: ['dora'], at: now - 1_000 });
    expect(handOver).toMatchObject({ going: ['dora'], coming: ['ben', 'cy'], at: now });
  });
});

describe('gaps ahead', () => {
  it('are told to their ends, and called the same while time passes', () => {
    const keys = (now: string): string[] => gapsAhead(office, [], at(now), 2 * DAY).map(({ key }) => key);
    // A Thursday; the night, and the weekend with the hour that its clocks leave out.
    expect(
      gapsAhead(office, [], at('2027-03-25T12:00Z'), 2 * DAY).map(({ from, until }) => [from, until]),
    ).toEqual([
      [at('2027-03-25T16:00Z'), at('2027-03-26T08:00Z')],
      [at('2027-03-26T16:00Z'), at('2027-03-29T07:00Z')],
    ]);
    expect(keys('2027-03-25T20:00Z')).toEqual(keys('2027-03-25T12:00Z'));
    expect(keys('2027-03-26T09:00Z')).toEqual(keys('2027-03-25T12:00Z').slice(1));
  });

  it('that have no beginning or no end in sight are one', () => {
    const never: Schedule = { ...weeks, layers: [{ ...weeks.layers[0]!, end: at('2027-01-01T00:00Z') }] };
    const [first, ...more] = gapsAhead(never, [], at('2027-03-25T12:00Z'), 2 * DAY);
    expect(more).toEqual([]);
    expect(gapsAhead(never, [], at('2027-03-26T12:00Z'), 2 * DAY)[0]?.key).toBe(first?.key);
  });
});
