import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkConfig, loadConfig } from '../../../src/config/load.ts';
import { formatProblem } from '../../../src/config/problem.ts';
import { watchConfig, type ConfigWatch, type WatchOptions } from '../../../src/config/reload.ts';
import { platforms } from './platforms.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
const options = (name = '') => ({ path: join(folder, name), env: {}, platforms });
/** Problems as they are printed, without the folder. */
const problems = (name?: string): string[] => {
  const checked = checkConfig(options(name));
  return checked.problems.map((one) => formatProblem(one, checked.source).replaceAll(`${folder}/`, ''));
};

const CHAT = 'chat: { main: { platform: sandbox } }\n';
const ANA = 'people:\n  ana: { name: Ana, chat: { main: U1 } }\n';
const BEN = 'people:\n  ben: { name: Ben, chat: { main: U2 } }\n';
const TEAM = 'teams:\n  payments: { members: [ana, ben] }\n';

describe('a configuration of several files', () => {
  it('is all files of a folder, and those in its folders, but for hidden ones and other endings', () => {
    write({
      'a.yaml': CHAT + ANA,
      'teams/payments.yml': TEAM,
      'people/more.yaml': BEN,
      '.hidden.yaml': 'nonsense: 1',
      'notes.md': 'nonsense: 1',
    });
    const { config } = loadConfig(options());
    expect([...config.people.keys()].sort()).toEqual(['ana', 'ben']);
    expect(config.teams.get('payments')?.members.map(({ person }) => person.id)).toEqual(['ana', 'ben']);
    expect(config.source).toBe(join(folder, ''));
  });

  it('is a file and those that it includes, each once, also by patterns and by included files', () => {
    write({
      'muster.yaml': `include: [people.yaml, 'teams/**/*.yaml']\n${CHAT}`,
      'people.yaml': `include: [people/ben.yaml, people/../muster.yaml]\n${ANA}`,
      'people/ben.yaml': BEN,
      'teams/deep/payments.yaml': TEAM,
    });
    const { config } = loadConfig(options('muster.yaml'));
    expect([...config.people.keys()].sort()).toEqual(['ana', 'ben']);
    expect(config.teams.size).toBe(1);
  });

  it('may have a section in several files, and each setting of it in one', () => {
    write({
      'a.yaml': `${CHAT}notifications: { default: ['main/#a'] }\ntenants: { acme: { chat: { acme: { platform: sandbox } } } }`,
      'b.yaml': `notifications: { SEV-1: ['main/#b'] }\ntenants: { acme: { people: { eve: { name: Eve } } } }`,
    });
    const { config } = loadConfig(options());
    expect(config.notifications.default).toHaveLength(1);
    expect(config.notifications.bySeverity['SEV-1']).toHaveLength(1);
    expect(config.tenants.get('acme')?.people.get('eve')?.name).toBe('Eve');
  });

  it('is the same version in other files, and without a change in which files they are', () => {
    write({ 'a.yaml': CHAT + ANA });
    const { version } = loadConfig(options()).config;
    write({ 'a.yaml': CHAT, 'b.yaml': ANA });
    expect(loadConfig(options()).config.version).toBe(version);
  });

  it('is refused where the same is said twice, with both places', () => {
    write({
      'a.yaml': `${CHAT}${ANA}defaults: { severity: SEV-1 }\n`,
      'b.yaml': `\n${ANA}defaults: { severity: SEV-2 }\n`,
      'c.yaml':
        'tenants: { acme: { people: { eve: { name: Eve } }, chat: { acme: { platform: sandbox } } } }',
      'd.yaml': 'tenants: { acme: { people: { eve: { name: Eva } } } }',
    });
    expect(problems()).toEqual([
      'b.yaml:3:3 people.ana: stands in a.yaml:3:3 as well: write it in one file.',
      'b.yaml:4:13 defaults.severity: stands in a.yaml:4:13 as well: write it in one file.',
      'd.yaml:1:30 tenants.acme.people.eve: stands in c.yaml:1:30 as well: write it in one file.',
    ]);
  });

  it('is refused where a file has another form than a map, or a section is none', () => {
    write({ 'a.yaml': `${CHAT}teams: [1]\n`, 'b.yaml': '- 1\n', 'c.yaml': TEAM });
    expect(problems()).toEqual([
      'a.yaml:2:8 teams: must be a map of keys, not a list.',
      'b.yaml:1:1 must be a map of keys.',
      'c.yaml:1:1 teams: stands in a.yaml:2:1 as well: write it in one file.',
    ]);
  });

  it.each<[string, string, string]>([
    [
      'a file that is not there',
      '[teams.yaml]',
      'muster.yaml:1:11 include[0]: the file teams.yaml cannot be read (ENOENT): correct its name, or create it.',
    ],
    [
      'a folder',
      '[people]',
      'muster.yaml:1:11 include[0]: people is a folder: write people/**/*.yaml for the files in it.',
    ],
    [
      'what is no list',
      'teams.yaml',
      'muster.yaml:1:10 include: must be a list of files, such as [teams/*.yaml].',
    ],
  ])('is refused that includes %s', (_what, include, problem) => {
    write({ 'muster.yaml': `include: ${include}\n${CHAT}`, 'people/ana.yaml': ANA });
    expect(problems('muster.yaml')).toEqual([problem]);
  });

  it('is refused in an empty folder', () => {
    write({ 'notes.md': '' });
    expect(problems()).toEqual([
      expect.stringMatching(/^MUSTER_CONFIG: the folder .* has no file that ends with \.yaml or \.yml/),
    ]);
  });
});

/** Every kind of mistake, in the second of three files. */
const MISTAKES: readonly (readonly [kind: string, text: string, problem: string | RegExp])[] = [
  [
    'a reference to nobody',
    'teams:\n  x: { members: [anna] }',
    'b.yaml:2:18 teams.x.members[0]: there is no person "anna". Did you mean ana?',
  ],
  [
    'a reference to no schedule',
    "escalation:\n  x: { steps: [{ notify: ['schedule:night'] }] }",
    'b.yaml:2:27 escalation.x.steps[0].notify[0]: there is no schedule "night". There is none.',
  ],
  [
    'a schedule without layers',
    'schedules:\n  x: { layers: [] }',
    /^b\.yaml:2:16 schedules\.x\.layers: must have at least one layer/,
  ],
  [
    'a layer without people',
    'schedules:\n  x: { layers: [{ name: A, people: [], from: 2026-01-01 }] }',
    /^b\.yaml:2:36 schedules\.x\.layers\[0\]\.people: must name somebody/,
  ],
  [
    'a layer hidden by another',
    'schedules:\n  x:\n    layers:\n      - { name: A, people: [ana], from: 2026-01-01 }\n      - { name: B, people: [ana], from: 2026-01-01 }',
    /^b\.yaml:4:17 schedules\.x\.layers\[0\]\.name: never speaks: the layer "B" above it covers/,
  ],
  [
    'hours that overlap',
    'schedules:\n  x: { layers: [{ name: A, people: [ana], from: 2026-01-01, hours: [Mon 09:00-17:00, Mon 16:00-18:00] }] }',
    /^b\.yaml:2:86 schedules\.x\.layers\[0\]\.hours\[1\]: overlaps/,
  ],
  [
    'a local time that does not exist',
    "schedules:\n  x:\n    timeZone: Europe/Berlin\n    layers:\n      - { name: A, people: [ana], from: 2026-03-29, handOver: '02:30' }",
    'b.yaml:5:41 schedules.x.layers[0].from: there is no 2026-03-29 02:30 in Europe/Berlin: clocks are put forward over it.',
  ],
  [
    'a date that does not exist',
    'schedules:\n  x: { layers: [{ name: A, people: [ana], from: 2026-02-30 }] }',
    /^b\.yaml:2:49 schedules\.x\.layers\[0\]\.from: must be a date that exists/,
  ],
  [
    'an hour that does not exist',
    "schedules:\n  x: { layers: [{ name: A, people: [ana], from: 2026-01-01, handOver: '25:00' }] }",
    /^b\.yaml:2:71 schedules\.x\.layers\[0\]\.handOver: /,
  ],
  [
    'an unknown zone',
    'schedules:\n  x: { timeZone: Europe/Berln, layers: [{ name: A, people: [ana], from: 2026-01-01 }] }',
    /^b\.yaml:2:18 schedules\.x\.timeZone: there is no time zone "Europe\/Berln"/,
  ],
  [
    'holidays of an unknown country',
    'holidays:\n  x: { country: XX }',
    /^b\.yaml:2:17 holidays\.x\.country: holidays of the country XX are not known/,
  ],
  [
    'a duration that is none',
    "escalation:\n  x: { steps: [{ notify: ['person:ana'], wait: soon }] }",
    /^b\.yaml:2:48 escalation\.x\.steps\[0\]\.wait: "soon" is no duration/,
  ],
  [
    'a key that is unknown',
    'people:\n  eve: { nam: Eve, name: Eve }',
    'b.yaml:2:10 people.eve.nam: unknown key. Did you mean name?',
  ],
  [
    'a secret in the file',
    'people:\n  eve: { name: xoxb-123456789012 }',
    /^b\.yaml:2:16 people\.eve\.name: a secret must not stand in the file/,
  ],
  [
    'a variable that is not set',
    'people:\n  eve: { name: "${EVE}" }',
    /^b\.yaml:2:16 people\.eve\.name: the environment variable EVE is not set/,
  ],
  ['what is no YAML', 'people: [', /^b\.yaml:1:\d+ .*flow/i],
];

describe('every kind of mistake', () => {
  it.each(MISTAKES)('%s is refused with file, line and reason', (_kind, text, problem) => {
    write({ 'a.yaml': CHAT, 'b.yaml': text, 'c.yaml': ANA });
    const found = problems();
    expect(found).toHaveLength(1);
    if (typeof problem === 'string') expect(found).toEqual([problem]);
    else expect(found[0]).toMatch(problem);
  });
});

describe('a watch over several files', () => {
  let watched: ConfigWatch | undefined;
  const onChange = vi.fn<WatchOptions['onChange']>();
  const onProblem = vi.fn<WatchOptions['onProblem']>();
  const start = (name?: string): ConfigWatch => {
    const opts = options(name);
    watched = watchConfig({ ...opts, loaded: loadConfig(opts), onChange, onProblem, settleMs: 10 });
    return watched;
  };
  const people = (): string[] => [...(watched?.current().people.keys() ?? [])].sort();
  beforeEach(() => {
    onChange.mockReset();
    onProblem.mockReset();
  });
  afterEach(() => watched?.close());

  it('takes up a change of any of them, a new one, one in a new folder, and that one is gone', async () => {
    write({ 'a.yaml': CHAT });
    start();
    write({ 'b.yaml': ANA });
    await expect.poll(() => people()).toEqual(['ana']);
    write({ 'deep/down/c.yaml': BEN });
    await expect.poll(() => people()).toEqual(['ana', 'ben']);
    write({ 'deep/down/c.yaml': BEN.replace('ben', 'bob') });
    await expect.poll(() => people()).toEqual(['ana', 'bob']);
    rmSync(join(folder, 'deep'), { recursive: true });
    await expect.poll(() => people()).toEqual(['ana']);
    expect(onProblem).not.toHaveBeenCalled();
  });

  it('takes up what an included pattern matches from then on', async () => {
    write({ 'muster.yaml': `include: ['people/*.yaml']\n${CHAT}`, 'people/ana.yaml': ANA });
    start('muster.yaml');
    write({ 'people/ben.yaml': BEN });
    await expect.poll(() => people()).toEqual(['ana', 'ben']);
  });

  it('takes up a folder behind a link that is put to another', async () => {
    write({ 'one/a.yaml': CHAT, 'two/a.yaml': CHAT + ANA });
    symlinkSync('one', join(folder, 'current'));
    start('current');
    symlinkSync('two', join(folder, 'next'));
    renameSync(join(folder, 'next'), join(folder, 'current'));
    await expect.poll(() => people()).toEqual(['ana']);
    write({ 'two/b.yaml': BEN });
    await expect.poll(() => people()).toEqual(['ana', 'ben']);
  });

  it('keeps what was right when one of them is wrong, and names it', async () => {
    write({ 'a.yaml': CHAT, 'b.yaml': ANA });
    start();
    write({ 'b.yaml': `${ANA}teams: { x: { members: [nobody] } }\n` });
    await expect.poll(() => onProblem).toHaveBeenCalledOnce();
    expect(onProblem.mock.calls[0]?.[0].message).toContain(
      `${join(folder, 'b.yaml')}:3:25 teams.x.members[0]`,
    );
    expect(people()).toEqual(['ana']);
  });
});
