import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkConfig, checkTexts, checkWritten, loadConfig } from '../../../src/config/load.ts';
import { formatProblem } from '../../../src/config/problem.ts';
import { watchConfig, type WatchOptions } from '../../../src/config/reload.ts';
import { readSources } from '../../../src/config/sources.ts';
import type { Config } from '../../../src/config/config.ts';
import { onCallAt } from '../../../src/oncall/schedule.ts';
import { platforms } from './platforms.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-calendars-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const PEOPLE = `chat: {main: {platform: sandbox}}
people:
  ana: {name: Ana Diaz, email: ana@example.com, chat: {main: U1}}
  ben: {name: Ben Okafor, chat: {main: U2}}
`;
/** Line 9 of the file: the calendar's name. */
const YAML = `${PEOPLE}schedules:
  payments:
    timeZone: Europe/Berlin
    layers:
      - {name: Rota, calendar: {file: rota.ics}}
`;
const event = (...lines: string[]): string[] => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT'];
const ics = (...events: string[][]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events.flat(), 'END:VCALENDAR', ''].join('\r\n');
const MONDAYS = event(
  'DTSTART;TZID=Europe/Berlin:20260105T090000',
  'DTEND;TZID=Europe/Berlin:20260106T090000',
  'RRULE:FREQ=WEEKLY',
  'SUMMARY:On call: Ana',
);

const options = (name = 'muster.yaml') => ({ path: join(folder, name), env: {}, platforms });
const onCall = (config: Config | undefined, at: string): string[] => {
  const schedule = config?.schedules.get('payments');
  if (!schedule) throw new Error('it was refused');
  return onCallAt(schedule, [], Date.parse(at)).people.map(({ person, layer }) => `${person} by ${layer}`);
};
/** What is printed, without the folder. */
function said(what: 'problems' | 'warnings', now?: string, name?: string): string[] {
  const checked = checkConfig(options(name), now === undefined ? undefined : Date.parse(now));
  return checked[what].map((one) => formatProblem(one, checked.source).replaceAll(`${folder}/`, ''));
}

describe('a calendar in a file', () => {
  it('says who is on call, for years, also after clocks were changed', () => {
    write({ 'muster.yaml': YAML, 'rota.ics': ics(MONDAYS) });
    const { config } = loadConfig(options());
    expect(onCall(config, '2026-01-05T07:59Z')).toEqual([]);
    expect(onCall(config, '2026-01-05T08:00Z')).toEqual(['ana by Rota']);
    expect(onCall(config, '2026-07-06T07:00Z')).toEqual(['ana by Rota']);
    expect(onCall(config, '2026-07-06T06:59Z')).toEqual([]);
    expect(onCall(config, '2041-07-08T12:00Z')).toEqual(['ana by Rota']);
  });

  it('is found beside the file that names it, by an include and in a folder of files', () => {
    const schedules = YAML.slice(PEOPLE.length).replace('rota.ics', '../rotas/payments.ics');
    write({
      'muster.yaml': `include: [teams/*.yaml]\n${PEOPLE}`,
      'teams/payments.yaml': schedules,
      'rotas/payments.ics': ics(MONDAYS),
    });
    for (const name of ['muster.yaml', '.'])
      expect(onCall(loadConfig(options(name)).config, '2026-01-05T08:00Z')).toEqual(['ana by Rota']);
  });

  it('is part of what is kept as a version, which is in force without the file', () => {
    write({
      'muster.yaml': YAML,
      'rota.ics': ics(MONDAYS).replace('On call: Ana', () => 'Ana ${HOME}, $${HOME}'),
    });
    const { written, config } = loadConfig(options());
    rmSync(join(folder, 'rota.ics'));
    const kept = checkWritten(JSON.parse(written), 'version 2', {}, platforms);
    expect(kept.problems).toEqual([]);
    expect(onCall(kept.config, '2026-01-05T08:00Z')).toEqual([]);
    expect(kept.config?.version).toBe(config.version);
    const turns = kept.config?.schedules.get('payments')?.layers[0]?.turns;
    const names = turns && 'unknownIn' in turns ? turns.unknownIn(0, Date.parse('2027-01-01')) : [];
    expect(names.map(({ name }) => name)).toEqual(['Ana ${HOME}, $${HOME}']);
  });

  it('is sent along with the files that are planned and applied', () => {
    write({ 'conf/muster.yaml': YAML, 'conf/rota.ics': ics(MONDAYS) });
    const { documents, calendars } = readSources(join(folder, 'conf/muster.yaml'));
    const files = [...documents, ...calendars].map(({ file, text }) => ({
      file: file.slice(folder.length + 1),
      text,
    }));
    expect(files.map(({ file }) => file)).toEqual(['conf/muster.yaml', 'conf/rota.ics']);
    const checked = checkTexts(files, 'conf/muster.yaml', {}, platforms);
    expect(checked.problems).toEqual([]);
    expect(onCall(checked.config, '2026-01-05T08:00Z')).toEqual(['ana by Rota']);
    const without = checkTexts(files.slice(0, 1), 'conf/muster.yaml', {}, platforms);
    expect(without.problems.map((one) => formatProblem(one, without.source))).toEqual([
      'conf/muster.yaml:9:39 schedules.payments.layers[0].calendar.file: the file rota.ics is not among those that were given: add it.',
    ]);
  });

  it('warns of names that are nobody’s, and of the gap', () => {
    write({
      'muster.yaml': YAML,
      'rota.ics': ics(
        event('DTSTART:20260105T080000Z', 'DTEND:20260112T080000Z', 'SUMMARY:Ana Diaz & Zoe'),
        event('DTSTART:20260112T080000Z', 'DTEND:20260119T080000Z', 'SUMMARY:Yves'),
        event(
          'DTSTART:20260119T080000Z',
          'DTEND:20260420T080000Z',
          'SUMMARY:Release party',
          'ATTENDEE:mailto:ana@example.com',
        ),
      ),
    });
    expect(said('warnings', '2026-01-06T00:00Z').filter((line) => line.includes('schedules.'))).toEqual([
      'muster.yaml:7:5 schedules.payments: nobody is on call from 2026-01-12 09:00 until 2026-01-19 09:00 (Europe/Berlin): add a layer below, or set `expectGaps: true` if that is meant.',
      expect.stringMatching(
        /^muster\.yaml:9:32 schedules\.payments\.layers\[0\]\.calendar: "Zoe", on line 3 of the calendar of Rota, is nobody/,
      ),
      expect.stringMatching(/: "Yves", on line 9 of the calendar of Rota, is nobody .* at 2026-01-12 09:00/),
    ]);
  });
});

/** What stands in the calendar, and what is said of it. */
const UNREADABLE: readonly [what: string, text: string, said: string][] = [
  ['nothing', '', 'rota.ics:1: it is empty.'],
  [
    'a page',
    '<!doctype html>\n<p>Sign in',
    'rota.ics:1: it is no iCalendar: that begins with BEGIN:VCALENDAR.',
  ],
  ['a card', 'BEGIN:VCARD\nEND:VCARD', 'rota.ics:1: it is a vcard, no vcalendar.'],
  [
    'a half',
    ics(MONDAYS).slice(0, 150),
    'rota.ics:7: it is cut off: VEVENT of line 3 is not ended by END:VEVENT.',
  ],
  [
    'ends that were mixed up',
    'BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VTODO',
    'rota.ics:3: END:VTODO ends what BEGIN:VEVENT began.',
  ],
  [
    'a line of prose',
    ics(['Ana has it this week']),
    'rota.ics:3: the line is none of an iCalendar: it has the form NAME:VALUE.',
  ],
  [
    'a day that does not exist',
    ics(event('DTSTART;VALUE=DATE:20260230')),
    'rota.ics:5: there is no time "20260230" (DTSTART).',
  ],
  [
    'an hour that does not exist',
    ics(event('DTSTART:20260105T080000Z', 'DTEND:20260105T250000Z')),
    'rota.ics:6: there is no time "20260105T250000Z" (DTEND).',
  ],
  [
    'an event without a beginning',
    ics(MONDAYS, event('SUMMARY:Ana')),
    'rota.ics:10: the event does not say when it begins: it has no DTSTART.',
  ],
  [
    'an unknown zone',
    ics(event('DTSTART;TZID=Nowhere:20260105T080000', 'DURATION:PT1H')),
    'rota.ics:3: it does not say what the time zone "Nowhere" is.',
  ],
  [
    'what repeats each minute',
    ics(event('DTSTART:20260105T080000Z', 'DURATION:PT1S', 'RRULE:FREQ=MINUTELY')),
    'rota.ics:3: it repeats too often: hourly at most.',
  ],
  [
    'an unknown rule',
    ics(event('DTSTART:20260105T080000Z', 'DURATION:PT1S', 'RRULE:FREQ=FORTNIGHTLY')),
    'rota.ics:3: it cannot be read: invalid frequency "FORTNIGHTLY"',
  ],
];

describe('a calendar that cannot be read', () => {
  it.each(UNREADABLE)('because it has %s is refused, with both lines', (_what, text, expected) => {
    write({ 'muster.yaml': YAML, 'rota.ics': text });
    const [first, ...more] = said('problems');
    expect(more).toEqual([]);
    expect(first).toContain(`muster.yaml:9:39 schedules.payments.layers[0].calendar.file: ${expected}`);
  });

  it('because there is no such file, or it is a folder, is refused', () => {
    write({ 'muster.yaml': YAML });
    expect(said('problems')).toEqual([
      'muster.yaml:9:39 schedules.payments.layers[0].calendar.file: the calendar rota.ics cannot be read (ENOENT): correct its name, or create it.',
    ]);
    mkdirSync(join(folder, 'rota.ics'));
    expect(said('problems')).toEqual([expect.stringContaining('rota.ics cannot be read (EISDIR)')]);
  });

  it.each([
    ['{name: Rota, calendar: {file: rota.txt}}', 'calendar.file: must be a file that ends with .ics.'],
    ['{name: Rota, calendar: {}}', 'calendar: does not say where it is'],
    ['{name: Rota}', 'people: is missing: name who takes turns, or a `calendar` of shifts.'],
    ['{name: Rota, people: [ana]}', 'from: is missing: the day of the first turn.'],
    [
      '{name: Rota, calendar: {file: rota.ics}, turn: 7d}',
      'turn: is for turns, and the shifts of a calendar have none',
    ],
    [
      '{name: Rota, calendar: {url: calendar.example.com/x}}',
      'calendar.url: must be an address such as https://',
    ],
    ['{name: Rota, calendar: {url: "${UNSET}"}}', 'calendar.url: the environment variable UNSET is not set'],
    [
      '{name: Rota, calendar: {url: "http://calendar.example.com/x"}}',
      'calendar.url: the address must begin with https://; set `privateAddresses',
    ],
    ['{name: Rota, calendar: {url: "https://10.0.0.1/x"}}', 'calendar.url: it leads to a private address'],
    [
      '{name: Rota, calendar: {url: "https://[::ffff:a9fe:a9fe]/x"}}',
      'calendar.url: it leads to a private address',
    ],
    [
      '{name: Rota, calendar: {url: "https://a.example/x", file: rota.ics}}',
      'calendar.url: is fetched from elsewhere: name either',
    ],
    ['{name: Rota, calendar: {url: "https://a.example/x", every: 5s}}', 'calendar.every: must be between'],
    ['{name: Rota, calendar: {content: "BEGIN:VCALENDAR"}}', 'calendar.content: line 1: it is cut off'],
  ])('because of the settings is refused: %s', (layer, expected) => {
    write({
      'muster.yaml': YAML.replace('{name: Rota, calendar: {file: rota.ics}}', () => layer),
      'rota.ics': ics(),
    });
    const [first, ...more] = said('problems');
    expect(more).toEqual([]);
    expect(first).toMatch(/^muster\.yaml:9:/);
    expect(first).toContain(`schedules.payments.layers[0].${expected}`);
  });
});

describe('a calendar that is changed', () => {
  it('is taken up; one that cannot be read leaves the last good one in force until it is mended', async () => {
    const [onChange, onProblem, onMended] = [
      vi.fn<WatchOptions['onChange']>(),
      vi.fn<WatchOptions['onProblem']>(),
      vi.fn(),
    ];
    write({ 'muster.yaml': YAML.replace('rota.ics', 'rotas/rota.ics'), 'rotas/rota.ics': ics(MONDAYS) });
    const loaded = loadConfig(options());
    const watch = watchConfig({ ...options(), loaded, onChange, onProblem, onMended, settleMs: 10 });
    try {
      const [MONDAY, TUESDAY] = ['2026-01-05T12:00Z', '2026-01-06T12:00Z'];
      write({ 'rotas/rota.ics': ics(MONDAYS).replace('Ana', 'Ben Okafor') });
      await expect.poll(() => onCall(watch.current(), MONDAY)).toEqual(['ben by Rota']);
      write({ 'rotas/rota.ics': ics(MONDAYS).slice(0, 150) });
      await expect.poll(() => onProblem).toHaveBeenCalled();
      expect(String(onProblem.mock.lastCall?.[0])).toContain('rotas/rota.ics:7: it is cut off');
      expect(onCall(watch.current(), MONDAY)).toEqual(['ben by Rota']);
      write({ 'rotas/rota.ics': ics(MONDAYS).replaceAll('T090000', 'T235900') });
      await expect.poll(() => onCall(watch.current(), TUESDAY)).toEqual(['ana by Rota']);
      expect(onMended).toHaveBeenCalled();
    } finally {
      watch.close();
    }
  });
});
