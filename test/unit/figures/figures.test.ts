import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../src/figures/csv.ts';
import type { Counted } from '../../../src/figures/fact.ts';
import { figuresOf } from '../../../src/figures/figures.ts';
import { grouped } from '../../../src/figures/group.ts';
import { isNight } from '../../../src/figures/night.ts';
import { spreadOf } from '../../../src/figures/spread.ts';
import { createZoned } from '../../../src/figures/zoned.ts';
import { wallAt } from '../../../src/oncall/wall.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const ANA = { id: 'ana', name: 'Ana' };
const BEN = { id: 'ben', name: 'Ben' };
const at = (text: string): number => Date.parse(text);

function fact(number: number, more: Partial<Counted> = {}): Counted {
  return {
    number,
    severity: 'SEV-2',
    active: false,
    declaredAt: at('2026-11-01T12:00Z') + number * DAY,
    clocks: {},
    pages: [],
    ...more,
  };
}

const FACTS: readonly Counted[] = [
  fact(1, {
    service: 'checkout',
    team: 'payments',
    acknowledged: { by: ANA, at: at('2026-11-02T12:05Z') },
    mitigated: { by: ANA, at: at('2026-11-02T12:20Z') },
    resolved: { by: BEN, at: at('2026-11-02T13:00Z') },
    clocks: { acknowledge: 'met', resolve: 'met' },
    pages: [{ at: at('2026-11-02T12:00Z'), people: [ANA, BEN] }],
  }),
  fact(2, {
    severity: 'SEV-1',
    service: 'checkout',
    acknowledged: { by: BEN, at: at('2026-11-03T12:15Z') },
    resolved: { by: BEN, at: at('2026-11-03T15:00Z') },
    mitigated: { by: BEN, at: at('2026-11-03T15:00Z') },
    clocks: { acknowledge: 'breached', resolve: 'met' },
    pages: [
      { at: at('2026-11-03T12:00Z'), people: [ANA] },
      { at: at('2026-11-03T23:30Z'), people: [ANA, BEN] },
    ],
  }),
  fact(3, { active: true, clocks: { acknowledge: 'open', resolve: 'open', update: 'breached' } }),
];
const never = (): boolean => false;
const words = {
  atNight: (_: string, when: number): boolean => new Date(when).getUTCHours() === 23,
  wall: (when: number) => when,
  nameOf: (by: string, key: string) => (by === 'service' ? key.toUpperCase() : undefined),
};

describe('the figures of incidents', () => {
  it('are the mean, the median and the ninth tenth of how long each took', () => {
    const { acknowledge, mitigate, resolve } = figuresOf(FACTS, never);
    expect(acknowledge).toEqual({ count: 2, meanMs: 10 * MINUTE, medianMs: 10 * MINUTE, p90Ms: 15 * MINUTE });
    expect(mitigate).toMatchObject({ count: 2, meanMs: 100 * MINUTE });
    expect(resolve).toEqual({ count: 2, meanMs: 120 * MINUTE, medianMs: 120 * MINUTE, p90Ms: 180 * MINUTE });
  });

  it('count incidents, pages of people and clocks', () => {
    const figures = figuresOf(FACTS, words.atNight);
    expect(figures).toMatchObject({ incidents: 3, active: 1, pages: 5, nightPages: 2 });
    expect(figures.severities).toEqual({ 'SEV-1': 1, 'SEV-2': 2, 'SEV-3': 0, 'SEV-4': 0 });
    expect(figures.sla).toEqual({
      acknowledge: { met: 1, breached: 1, open: 1, ratio: 0.5 },
      mitigate: { met: 0, breached: 0, open: 0 },
      resolve: { met: 2, breached: 0, open: 1, ratio: 1 },
      update: { met: 0, breached: 1, open: 0, ratio: 0 },
    });
  });

  it('are told apart by severity, service and team, those without one last', () => {
    const keys = (by: 'severity' | 'service' | 'team') =>
      grouped(FACTS, by, words).map(({ key, name, incidents }) => [key, name, incidents]);
    expect(keys('severity')).toEqual([
      ['SEV-1', 'SEV-1', 1],
      ['SEV-2', 'SEV-2', 2],
    ]);
    expect(keys('service')).toEqual([
      ['checkout', 'CHECKOUT', 2],
      ['', 'no service', 1],
    ]);
    expect(keys('team')).toEqual([
      ['payments', 'payments', 1],
      ['', 'no team', 2],
    ]);
  });

  it('of a person are their own pages and what they did themselves', () => {
    const [ana, ben] = grouped(FACTS, 'person', words);
    expect(ana).toMatchObject({ key: 'ana', incidents: 2, pages: 3, nightPages: 1 });
    expect(ana?.acknowledge).toMatchObject({ count: 1, meanMs: 5 * MINUTE });
    expect(ana?.resolve).toEqual({ count: 0 });
    expect(ben).toMatchObject({ key: 'ben', incidents: 2, pages: 2, nightPages: 1 });
    expect(ben?.resolve).toMatchObject({ count: 2 });
  });

  it('of days, weeks and months begin where days begin', () => {
    const late = [fact(1, { declaredAt: at('2026-10-31T23:30Z') })];
    const keys = (by: 'day' | 'week' | 'month', zone: string) =>
      grouped(late, by, { ...words, wall: (when) => wallAt(when, zone) }).map(({ key }) => key);
    expect(keys('day', 'UTC')).toEqual(['2026-10-31']);
    expect(keys('day', 'Europe/Madrid')).toEqual(['2026-11-01']);
    expect(keys('week', 'UTC')).toEqual(['2026-10-26']);
    expect(keys('month', 'UTC')).toEqual(['2026-10-01']);
    expect(keys('month', 'Europe/Madrid')).toEqual(['2026-11-01']);
  });

  it('add up: what groups count is what the total counts', () => {
    const outcome = fc.constantFrom('met', 'breached', 'open');
    const some = fc.array(
      fc
        .record({
          severity: fc.constantFrom('SEV-1', 'SEV-2', 'SEV-3', 'SEV-4'),
          service: fc.constantFrom('a', 'b', undefined),
          clocks: fc.record({ acknowledge: outcome, resolve: outcome }, { requiredKeys: [] }),
          pages: fc.array(fc.record({ at: fc.nat(DAY), people: fc.subarray([ANA, BEN]) }), { maxLength: 3 }),
        })
        .map(({ service, ...more }, n = 1) =>
          fact(n, { ...(more as Partial<Counted>), ...(service !== undefined && { service }) }),
        ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(some, fc.constantFrom('severity', 'service', 'day'), (facts, by) => {
        const total = figuresOf(facts, words.atNight);
        const groups = grouped(facts, by, words);
        const sum = (of: (one: typeof total) => number): number =>
          groups.reduce((all, one) => all + of(one), 0);
        expect(sum((one) => one.incidents)).toBe(total.incidents);
        expect(sum((one) => one.pages)).toBe(total.pages);
        expect(sum((one) => one.nightPages)).toBe(total.nightPages);
        expect(sum((one) => one.sla.acknowledge.met)).toBe(total.sla.acknowledge.met);
        expect(sum((one) => one.sla.resolve.breached)).toBe(total.sla.resolve.breached);
        const people = grouped(facts, 'person', words);
        expect(people.reduce((all, one) => all + one.pages, 0)).toBe(total.pages);
      }),
    );
  });
});

describe('a spread', () => {
  it('of nothing is only its count', () => {
    expect(spreadOf([])).toEqual({ count: 0 });
  });

  it('lies between the shortest and the longest, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(DAY), { minLength: 1 }), (lengths) => {
        const { meanMs = 0, medianMs = 0, p90Ms = 0 } = spreadOf(lengths);
        for (const one of [meanMs, medianMs, p90Ms]) {
          expect(one).toBeGreaterThanOrEqual(Math.min(...lengths));
          expect(one).toBeLessThanOrEqual(Math.max(...lengths));
        }
        expect(lengths.filter((one) => one <= p90Ms).length).toBeGreaterThanOrEqual(0.9 * lengths.length);
        expect(spreadOf(lengths.toReversed())).toEqual(spreadOf(lengths));
      }),
    );
  });
});

describe('the night', () => {
  it('goes over midnight, or not', () => {
    const at = (hour: number, minute = 0): number => (hour * 60 + minute) * MINUTE;
    const over = { from: 22 * 60, to: 7 * 60 };
    expect([21, 22, 0, 6, 7].map((hour) => isNight(over, at(hour)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    const within = { from: 0, to: 6 * 60 };
    expect([23, 0, 5, 6].map((hour) => isNight(within, at(hour)))).toEqual([false, true, true, false]);
    expect(isNight(over, at(6, 59))).toBe(true);
  });

  it('is that of the zone, also on the days on which clocks are changed', () => {
    const zones = ['Europe/Madrid', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'];
    const zoned = createZoned();
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-01-01T00:00Z') }),
        (zone, when) => {
          expect(zoned(when, zone)).toBe(wallAt(when, zone));
        },
      ),
    );
    // 29 March 2026 in Madrid has no 02:30, 25 October has it twice.
    for (const when of [
      '2026-03-29T00:59:59Z',
      '2026-03-29T01:00Z',
      '2026-10-25T00:30Z',
      '2026-10-25T01:30Z',
    ])
      expect(zoned(at(when), 'Europe/Madrid')).toBe(wallAt(at(when), 'Europe/Madrid'));
  });
});

describe('as comma-separated values', () => {
  it('figures have a line each, and the total the last', () => {
    const lines = csvOf(grouped(FACTS, 'service', words), figuresOf(FACTS, never))
      .trimEnd()
      .split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^key,name,incidents,active,acknowledge_count,acknowledge_mean,/);
    expect(lines[1]).toMatch(/^checkout,CHECKOUT,2,0,2,600,600,900,/);
    expect(lines[3]).toMatch(/^,total,3,1,/);
    for (const line of lines) expect(line.split(',')).toHaveLength(lines[0]!.split(',').length);
  });

  it('nothing breaks a line or is a formula', () => {
    const [group] = grouped(FACTS, 'team', words);
    const named = (name: string): string =>
      csvOf([{ ...group!, key: 'x', name }], figuresOf([], never)).split('\r\n')[1] ?? '';
    expect(named('a, "b"')).toContain('x,"a, ""b""",');
    expect(named('=HYPERLINK("x")')).toContain(`x,"'=HYPERLINK(""x"")",`);
    expect(named('@ana')).toContain("x,'@ana,");
  });
});
