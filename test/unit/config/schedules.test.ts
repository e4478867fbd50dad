import { describe, expect, it } from 'vitest';
import { checkText } from '../../../src/config/load.ts';
import { onCallAt } from '../../../src/oncall/schedule.ts';
import { platforms } from './platforms.ts';

const PEOPLE = `
chat: {sandbox: {platform: sandbox}}
people:
  ana: {name: Ana}
  ben: {name: Ben}
`;

function read(text: string): ReturnType<typeof checkText> {
  return checkText(PEOPLE + text, 'muster.yaml', {}, platforms);
}

const problems = (text: string): string[] =>
  read(text).problems.map(({ path, line, message }) => `${line ?? '?'} ${path}: ${message}`);

/** Payments with one layer. */
const layer = (words: string, schedule = ''): string => `
schedules:
  payments:
    timeZone: Europe/Berlin
    ${schedule}
    layers:
      - {name: Weeks, people: [ana, ben], from: 2026-01-07, ${words}}
`;

describe('schedules of a file', () => {
  it('begin at the first hand-over on or after their day', () => {
    const { config, problems } = read(layer('turn: 7d, handOver: Mon 09:00'));
    expect(problems).toEqual([]);
    const schedule = config?.schedules.get('payments');
    const at = (time: string): string[] =>
      schedule ? onCallAt(schedule, [], Date.parse(time)).people.map(({ person }) => person) : [];
    // 7 January 2026 is a Wednesday, the Monday after it the 12th.
    expect(at('2026-01-12T07:59Z')).toEqual([]);
    expect(at('2026-01-12T08:00Z')).toEqual(['ana']);
    expect(at('2026-01-19T08:00Z')).toEqual(['ben']);
  });

  it('have the time zone of the file when they name none', () => {
    const { config } = read(`
defaults: {timeZone: America/New_York}
schedules: {one: {layers: [{name: a, people: [ana], from: 2026-01-07}]}}
businessHours: {office: {open: [Mon-Fri 09:00-17:00]}}
`);
    expect(config?.schedules.get('one')?.zone).toBe('America/New_York');
    expect(config?.businessHours.get('office')?.zone).toBe('America/New_York');
  });

  it.each([
    [
      'people that are not known',
      layer('people: [anna]').replace('people: [ana, ben], ', ''),
      /no person "anna". Did you mean ana/,
    ],
    [
      'groups with people that are not known',
      layer('x: 1').replace('[ana, ben]', '[ana, [bem]]').replace(', x: 1', ''),
      /people\[1\]\[0\]: there is no person "bem"/,
    ],
    ['layers without people', layer('turn: 7d').replace('[ana, ben]', '[]'), /must name somebody/],
    [
      'an unknown zone',
      layer('turn: 7d').replace('Europe/Berlin', 'Europe/Berlim'),
      /no time zone "Europe\/Berlim"/,
    ],
    ['a date that no calendar has', layer('until: 2026-02-30'), /until: must be a date that exists/],
    ['an end before the beginning', layer('until: 2026-01-07'), /until: ends before it begins/],
    [
      'a weekday for turns that are not weeks',
      layer('turn: 2d, handOver: Mon 09:00'),
      /handOver: turns that are not of whole weeks/,
    ],
    [
      'a time that clocks leave out',
      layer('turn: 1d, handOver: "02:30"').replace('2026-01-07', '2026-03-29'),
      /from: there is no 2026-03-29 02:30 in Europe\/Berlin/,
    ],
    ['hours that overlap', layer('hours: [Mon-Fri 09:00-17:00, Wed 16:00-18:00]'), /hours\[1\]: overlaps/],
    [
      'hours that overlap over midnight',
      layer('hours: [Sun 22:00-06:00, Mon 05:00-07:00]'),
      /hours\[1\]: overlaps/,
    ],
    [
      'holidays that the schedule has not',
      layer('onHolidays: skip'),
      /onHolidays: needs the holidays of the schedule/,
    ],
    [
      'holidays that nobody defines',
      layer('turn: 7d', 'holidays: germany'),
      /there are no holidays "germany"/,
    ],
    [
      'an unknown country',
      'holidays: {x: {country: XX}}',
      /holidays.x.country: holidays of the country XX are not known/,
    ],
    ['a region without a country', 'holidays: {x: {region: BY}}', /holidays.x.region: needs a country/],
    [
      'somebody twice in a group',
      layer('turn: 7d').replace('[ana, ben]', '[[ana, ana]]'),
      /people\[0\]: names somebody twice/,
    ],
    [
      'a step with an unknown schedule',
      'escalation: {std: {steps: [{notify: [schedule:payment]}]}}',
      /no schedule "payment"/,
    ],
  ])('are refused with %s', (_, text, message) => {
    const found = problems(text);
    expect(found.join('\n')).toMatch(message);
    // Each with its line.
    expect(found.every((one) => /^\d+ /.test(one))).toBe(true);
  });

  it('are refused with a layer that is never heard, or that is called like another', () => {
    const two = (first: string, second: string): string => `
schedules:
  payments:
    layers:
      - {name: Low, people: [ana], from: 2026-01-07, ${first}}
      - {name: High, people: [ben], from: 2026-01-01, ${second}}
`;
    expect(problems(two('turn: 7d', 'turn: 7d')).join()).toMatch(
      /layers\[0\].name: never speaks: the layer "High"/,
    );
    for (const [low, high] of [
      ['turn: 7d', 'hours: [daily 00:00-24:00]'],
      ['turn: 7d', 'hours: [daily 20:00-08:00, daily 08:00-20:00]'],
      ['hours: ["Sat,Sun 22:00-06:00"]', 'hours: [Fri-Mon 21:00-07:00]'],
    ] as const)
      expect(problems(two(low, high)).join(), high).toMatch(/layers\[0\].name: never speaks/);
    expect(problems(two('hours: ["Sat,Sun 22:00-06:00"]', 'hours: ["Sat,Sun 22:00-05:00"]'))).toEqual([]);
    expect(problems(two('turn: 7d', 'until: 2026-06-01'))).toEqual([]);
    expect(problems(two('turn: 7d', 'hours: [daily 22:00-06:00]'))).toEqual([]);
    const daysOff = (low: string, high: string): string =>
      `holidays: {off: {dates: [2026-12-24]}}${two(low, high).replace('layers:', 'holidays: off\n    layers:')}`;
    expect(problems(daysOff('onHolidays: only', 'onHolidays: only')).join()).toMatch(/never speaks/);
    expect(problems(daysOff('onHolidays: only', 'onHolidays: skip'))).toEqual([]);
    expect(problems(daysOff('turn: 7d', 'onHolidays: only'))).toEqual([]);
    expect(problems(two('turn: 7d', 'until: 2026-06-01').replace('High', 'Low')).join()).toMatch(
      /layers\[1\].name: "Low" is the name/,
    );
  });
});
