import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AliasReader } from '../../../src/config/alias-reader.ts';
import type { Config, TenantConfig } from '../../../src/config/config.ts';
import { checkConfig, checkTexts, checkWritten, loadConfig } from '../../../src/config/load.ts';
import { formatProblem, type Problem } from '../../../src/config/problem.ts';
import { watchConfig, type ConfigWatch, type WatchOptions } from '../../../src/config/reload.ts';
import { readSources } from '../../../src/config/sources.ts';
import { platforms } from './platforms.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-aliases-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const ACTIONS = `chat: {main: {platform: sandbox}}
actions:
  google.search:
    runner: http
    url: https://www.google.com/search
    parameters: {query: {type: string, required: true}, count: {type: integer, default: 10}}
  core.off: {runner: http, enabled: false, url: 'https://example.com/'}
`;
const YAML = `${ACTIONS}aliases: [packs/*/aliases/*.yaml]\n`;
const GOOGLE = `name: google_query
action_ref: google.search
formats:
  - 'google {{query}} and return {{count=5}} results'
`;
const HELLO = "name: hello\naction_ref: google.search\nformats: ['hello {{query}}']\n";

const options = (name = 'muster.yaml') => ({ path: join(folder, name), env: {}, platforms });
const shown = (problems: readonly Problem[], source: string): string[] =>
  problems
    .map((one) => formatProblem(one, source).replaceAll(`${folder}/`, ''))
    .filter((one) => !/(^| )(notifications|defaults|people|access)/.test(one));
function warnings(name?: string): string[] {
  const checked = checkConfig(options(name));
  expect(checked.problems).toEqual([]);
  return shown(checked.warnings, checked.source);
}
const meant = ({ catalogue }: TenantConfig, line: string): string[] =>
  catalogue.match(line).map(({ alias, parameters }) => [alias.ref, ...parameters.values()].join(' '));

describe('alias files', () => {
  it('are found by a pattern, each in the pack of its folder, and understood', () => {
    write({
      'muster.yaml': YAML,
      'packs/google/aliases/google.yaml': GOOGLE,
      'packs/greeting/aliases/hello.yaml': `pack: other\n${HELLO}`,
    });
    const { config } = loadConfig(options());
    expect([...config.catalogue.aliases.keys()]).toEqual(['google.google_query', 'other.hello']);
    expect(meant(config, 'google StackStorm and return 3 results')).toEqual([
      'google.google_query StackStorm 3',
    ]);
    expect(meant(config, 'hello Ana')).toEqual(['other.hello Ana']);
    expect(meant(config, 'goodbye')).toEqual([]);
    expect(warnings()).toEqual([]);
  });

  it.each([
    'packs/google/aliases',
    'packs/google/aliases/',
    'packs/google/aliases/google.yaml',
    'packs/*/aliases',
  ])('are found as %s', (named) => {
    write({
      'muster.yaml': `${ACTIONS}aliases: ['${named}']\n`,
      'packs/google/aliases/google.yaml': GOOGLE,
      'packs/google/aliases/README.md': 'no alias',
    });
    expect([...loadConfig(options()).config.catalogue.aliases.keys()]).toEqual(['google.google_query']);
    expect(warnings()).toEqual([]);
  });

  it('in a folder of files are no files of the configuration', () => {
    write({
      'conf/a.yaml': ACTIONS,
      'conf/b.yaml': 'aliases: [packs/*/aliases/*.yaml]\n',
      'conf/packs/google/aliases/google.yaml': GOOGLE,
      'conf/packs/google/aliases/broken.yaml': 'name: [',
    });
    expect([...loadConfig(options('conf')).config.catalogue.aliases.keys()]).toEqual(['google.google_query']);
    expect(warnings('conf')).toEqual([
      expect.stringMatching(/^conf\/packs\/google\/aliases\/broken\.yaml:1:\d+ /),
    ]);
  });

  it('that are broken leave the others, and are told with file, line and reason', () => {
    write({
      'muster.yaml': YAML,
      'packs/a/aliases/1.yaml': GOOGLE,
      'packs/a/aliases/2.yaml': 'name: a\nformats: [x]\n',
      'packs/a/aliases/3.yaml': `${HELLO}\nformats: []\n`,
      'packs/a/aliases/4.yaml':
        "name: look\naction_ref: google.search\nformats:\n  - 'look (?=here) {{query}}'\n",
      'packs/a/aliases/5.yaml': `${HELLO.replace('hello', 'five')}ack:\n  format: '{{ x | nope }}'\ncolour: red\n`,
      'packs/a/aliases/6.yaml': `${HELLO.replace('hello', 'six')}immutable_parameters: {count: '{{ x'}\n`,
    });
    expect(warnings()).toEqual([
      'packs/a/aliases/2.yaml:1:1 action_ref: is missing.',
      'packs/a/aliases/3.yaml:5:1 "formats" stands here for the second time: give each its own name, or remove one.',
      'packs/a/aliases/4.yaml:4:5 formats[0]: cannot be used: it has a look-ahead, which expressions of RE2 cannot have (character 6 of `look (?=here) {{query}}`).',
      expect.stringMatching(
        /^packs\/a\/aliases\/5\.yaml:5:11 ack\.format: cannot be used, so that Muster's own words are said: there is no filter `nope`/,
      ),
      expect.stringMatching(
        /^packs\/a\/aliases\/5\.yaml:6:1 colour: is no key of an alias, and is not read\./,
      ),
      'packs/a/aliases/6.yaml:4:31 immutable_parameters.count: cannot be used: the `{{` that begins here has no `}}`.',
    ]);
    const { aliases } = loadConfig(options()).config.catalogue;
    expect([...aliases.keys()]).toEqual(['a.google_query', 'a.five']);
    expect(aliases.get('a.five')?.ack).toEqual({ enabled: true, extra: {}, appendUrl: true });
  });

  it('that are there twice, or run what is not there or cannot be run, are told by name', () => {
    write({
      'muster.yaml': YAML,
      'packs/a/aliases/1.yaml': HELLO,
      'packs/a/aliases/2.yaml': GOOGLE.replace('google_query', 'hello'),
      'packs/a/aliases/3.yaml': HELLO.replace('hello', 'three').replace('google.search', 'google.serach'),
      'packs/a/aliases/4.yaml': HELLO.replace('hello', 'four').replace('google.search', 'core.off'),
      'packs/a/aliases/5.yaml': `enabled: false\n${HELLO.replace('hello', 'five').replace('google.search', 'core.gone')}`,
    });
    expect(warnings()).toEqual([
      expect.stringMatching(
        /^packs\/a\/aliases\/2\.yaml:1:7 name: a\.hello is the name of the alias of .*1\.yaml:1 as well, which counts/,
      ),
      'packs/a/aliases/3.yaml:2:13 action_ref: there is no action "google.serach", so that nobody can say it. Did you mean google.search?',
      'packs/a/aliases/4.yaml:2:13 action_ref: the action core.off is disabled, so that nobody can say it: enable it, or disable this alias.',
    ]);
    const { config } = loadConfig(options());
    expect(config.catalogue.aliases.size).toBe(4);
    for (const line of ['three x', 'four x', 'five x']) expect(meant(config, line)).toEqual([]);
    expect(meant(config, 'hello x')).toEqual(['a.hello x']);
  });

  it('that take what the action does not have are told', () => {
    write({
      'muster.yaml': YAML,
      'packs/a/aliases/1.yaml': `${GOOGLE.replace('{{query}}', '{{querry}}')}immutable_parameters: {count: 3, lang: en}\n`,
    });
    expect(warnings()).toEqual([
      'packs/a/aliases/1.yaml:4:5 formats[0]: has {{querry}}, which is no parameter of google.search. Did you mean query?',
      'packs/a/aliases/1.yaml:4:5 formats[0]: has {{count}}, which is fixed and cannot be said.',
      'packs/a/aliases/1.yaml:5:40 immutable_parameters.lang: is no parameter of google.search. Known: query, count.',
    ]);
  });

  it('that are not there, or too large, are told and stop nothing', () => {
    write({
      'muster.yaml': `${ACTIONS}aliases:\n  - nowhere/*.yaml\n  - packs/a/aliases\n`,
      'packs/a/aliases/1.yaml': HELLO,
      'packs/a/aliases/2.yaml': `${GOOGLE}# ${'x'.repeat(70_000)}\n`,
      'packs/a/aliases/3.yaml': `# ${'x'.repeat(300_000)}\n`,
    });
    expect(warnings()).toEqual([
      'muster.yaml:9:5 aliases[0]: there is no alias file "nowhere/*.yaml": correct it, or take it out.',
      'packs/a/aliases/2.yaml:1:1 is not taken: it has more than 65536 characters.',
      'packs/a/aliases/3.yaml:1:1 is not taken: it cannot be read, or a secret stands in it, which belongs into the environment.',
    ]);
    expect([...loadConfig(options()).config.catalogue.aliases.keys()]).toEqual(['a.hello']);
  });

  it('in which a secret stands are not taken, nor kept', () => {
    write({
      'muster.yaml': YAML,
      'packs/a/aliases/1.yaml': HELLO,
      'packs/a/aliases/2.yaml': `${GOOGLE}immutable_parameters: {query: xoxb-1234567890}\n`,
    });
    expect(warnings()).toEqual([expect.stringMatching(/2\.yaml:1:1 is not taken: .* a secret stands in it/)]);
    expect(loadConfig(options()).written).not.toContain('xoxb');
    expect([...loadConfig(options()).config.catalogue.aliases.keys()]).toEqual(['a.hello']);
  });

  it('may name what looks like a variable of the environment', () => {
    write({
      'muster.yaml': YAML,
      'packs/a/aliases/1.yaml': HELLO.replace('hello {{query}}', 'hello \\$\\{HOME} {{query}}'),
    });
    expect(meant(loadConfig(options()).config, 'hello ${HOME} x')).toEqual(['a.hello x']);
  });

  it('are those of each tenant alone', () => {
    write({
      'muster.yaml': `${YAML}tenants:\n  acme:\n    chat: {acme: {platform: sandbox}}\n    actions: {core.x: {runner: http, url: 'https://example.com/'}}\n    aliases: [acme]\n`,
      'packs/google/aliases/google.yaml': GOOGLE,
      'acme/x.yaml': HELLO.replace('google.search', 'core.y'),
    });
    const { config } = loadConfig(options());
    const acme = config.tenants.get('acme')!;
    expect([...config.catalogue.aliases.keys()]).toEqual(['google.google_query']);
    expect([...acme.catalogue.aliases.keys()]).toEqual(['default.hello']);
    expect([...acme.catalogue.actions.keys()]).toEqual(['core.x']);
    expect(warnings().filter((one) => !one.includes(' tenants.'))).toEqual([
      'acme/x.yaml:2:13 action_ref: there is no action "core.y", so that nobody can say it. Did you mean core.x?',
    ]);
  });
});

describe('an alias in the configuration itself', () => {
  const inline = (more: string): string =>
    `${ACTIONS}aliases:\n  - name: hello\n    action_ref: google.search\n    formats: ['hello {{query}}']\n${more}`;

  it('counts as one in a file does', () => {
    write({ 'muster.yaml': inline('    pack: greeting\n') });
    const { config } = loadConfig(options());
    expect(meant(config, 'hello Ana')).toEqual(['greeting.hello Ana']);
    expect(warnings()).toEqual([]);
  });

  it('is refused with the configuration when it is wrong', () => {
    write({ 'muster.yaml': inline('').replace('{{query}}', '(?=x){{query}}') });
    const { problems, source } = checkConfig(options());
    expect(shown(problems, source)).toEqual([
      'muster.yaml:11:15 aliases[0].formats[0]: cannot be used: it has a look-ahead, which expressions of RE2 cannot have (character 7 of `hello (?=x){{query}}`).',
    ]);
    write({ 'muster.yaml': inline('    colour: red\n') });
    expect(shown(checkConfig(options()).problems, source)).toEqual([
      expect.stringContaining('muster.yaml:12:5 aliases[0].colour: unknown key.'),
    ]);
  });
});

describe('aliases without their files', () => {
  it('are part of what is kept as a version', () => {
    write({
      'muster.yaml': YAML,
      'packs/google/aliases/google.yaml': GOOGLE,
      'packs/google/aliases/x.yaml': 'a: [',
    });
    const { written, config } = loadConfig(options());
    const kept = checkWritten(JSON.parse(written), 'version 2', {}, platforms);
    expect(kept.problems).toEqual([]);
    expect(kept.config?.version).toBe(config.version);
    expect(meant(kept.config!, 'google x and return 3 results')).toEqual(['google.google_query x 3']);
    expect(shown(kept.warnings, kept.source)).toEqual([
      expect.stringMatching(/^packs\/google\/aliases\/x\.yaml:1:5 /),
    ]);
  });

  it('are sent along with the files that are planned and applied', () => {
    write({
      'conf/muster.yaml': YAML.replace('packs/', '../packs/'),
      'packs/google/aliases/google.yaml': GOOGLE,
    });
    const { documents, aliases } = readSources(join(folder, 'conf/muster.yaml'));
    const files = [...documents, ...aliases].map(({ file, text }) => ({
      file: file.slice(folder.length + 1),
      text,
    }));
    const checked = checkTexts(files, 'conf/muster.yaml', {}, platforms);
    expect(checked.problems).toEqual([]);
    expect([...checked.config!.catalogue.aliases.keys()]).toEqual(['google.google_query']);
    expect(checked.config?.version).toBe(loadConfig(options('conf/muster.yaml')).config.version);
  });
});

describe('alias files that change', () => {
  const onChange = vi.fn<WatchOptions['onChange']>();
  const onProblem = vi.fn<WatchOptions['onProblem']>();
  let watch: ConfigWatch | undefined;
  function start(): void {
    watch = watchConfig({ ...options(), loaded: loadConfig(options()), onChange, onProblem, settleMs: 10 });
  }
  const understood = (line: string) => expect.poll(() => watch && meant(watch.current(), line));
  const warned = (): string[] => shown(onChange.mock.lastCall?.[0].warnings ?? [], options().path);
  beforeEach(() => {
    onChange.mockReset();
    onProblem.mockReset();
  });
  afterEach(() => {
    watch?.close();
    expect(onProblem).not.toHaveBeenCalled();
  });

  it('are taken up: a changed one, a new one, one in a new pack', async () => {
    write({ 'muster.yaml': YAML, 'packs/google/aliases/google.yaml': GOOGLE });
    start();
    write({ 'packs/google/aliases/google.yaml': GOOGLE.replace('google {{', 'search {{') });
    await understood('search x and return 3 results').toEqual(['google.google_query x 3']);
    expect(meant(watch!.current(), 'google x and return 3 results')).toEqual([]);
    write({ 'packs/google/aliases/hello.yaml': HELLO });
    await understood('hello x').toEqual(['google.hello x']);
    write({ 'packs/new/aliases/hello.yaml': HELLO.replace("'hello", "'hi") });
    await understood('hi x').toEqual(['new.hello x']);
  });

  it('are compiled anew alone, while the others stay as they are', async () => {
    write({
      'muster.yaml': YAML,
      'packs/google/aliases/google.yaml': GOOGLE,
      'packs/google/aliases/hello.yaml': HELLO,
    });
    const aliases = new AliasReader();
    const loaded = loadConfig({ ...options(), aliases });
    watch = watchConfig({ ...options(), aliases, loaded, onChange, onProblem, settleMs: 10 });
    write({ 'packs/google/aliases/google.yaml': GOOGLE.replace('google {{', 'search {{') });
    await understood('search x and return 3 results').toEqual(['google.google_query x 3']);
    const hello = ({ catalogue }: Config) => catalogue.aliases.get('google.hello');
    expect(hello(watch.current())).toBe(hello(loaded.config));
  });

  it('are told with file, line and reason when they break, while the others go on, and count again when mended', async () => {
    write({
      'muster.yaml': YAML,
      'packs/a/aliases/google.yaml': GOOGLE,
      'packs/a/aliases/hello.yaml': HELLO,
    });
    start();
    write({ 'packs/a/aliases/hello.yaml': `${HELLO}formats: []\n` });
    await understood('hello x').toEqual([]);
    expect(meant(watch!.current(), 'google x and return 3 results')).toEqual(['a.google_query x 3']);
    expect(warned()).toEqual([
      'packs/a/aliases/hello.yaml:4:1 "formats" stands here for the second time: give each its own name, or remove one.',
    ]);
    write({ 'packs/a/aliases/hello.yaml': HELLO.replace("'hello", "'hi") });
    await understood('hi x').toEqual(['a.hello x']);
    expect(warned()).toEqual([]);
  });

  it('are forgotten when they are removed, alone or with their pack', async () => {
    write({
      'muster.yaml': YAML,
      'packs/a/aliases/google.yaml': GOOGLE,
      'packs/b/aliases/hello.yaml': HELLO,
    });
    start();
    rmSync(join(folder, 'packs/b/aliases/hello.yaml'));
    await understood('hello x').toEqual([]);
    expect(meant(watch!.current(), 'google x and return 3 results')).toEqual(['a.google_query x 3']);
    rmSync(join(folder, 'packs'), { recursive: true });
    await understood('google x and return 3 results').toEqual([]);
    expect(warned()).toEqual([
      'muster.yaml:8:11 aliases[0]: there is no alias file "packs/*/aliases/*.yaml": correct it, or take it out.',
    ]);
  });

  it.each([
    'packs/*/aliases/*.yaml',
    'packs/a/aliases',
    'packs/a/aliases/hello.yaml',
    '$HERE/packs/*/aliases/*',
  ])('are taken up from folders that come after the configuration: %s', async (named) => {
    write({ 'muster.yaml': `${ACTIONS}aliases: ['${named.replace('$HERE', folder)}']\n` });
    start();
    write({ 'packs/a/aliases/hello.yaml': HELLO });
    await understood('hello x').toEqual(['a.hello x']);
    write({ 'packs/a/aliases/hello.yaml': HELLO.replace("'hello", "'hi") });
    await understood('hi x').toEqual(['a.hello x']);
  });

  it('are still followed in a folder that was replaced by another of its name, as installers do', async () => {
    write({ 'muster.yaml': YAML, 'packs/a/aliases/hello.yaml': HELLO });
    start();
    rmSync(join(folder, 'packs/a'), { recursive: true });
    write({ 'packs/a/aliases/hello.yaml': HELLO.replace("'hello", "'hi") });
    await understood('hi x').toEqual(['a.hello x']);
    write({ 'packs/a/aliases/hello.yaml': HELLO.replace("'hello", "'hey") });
    await understood('hey x').toEqual(['a.hello x']);
  });
});

describe('a catalogue', () => {
  it('is one for a configuration, however many lines are looked at', () => {
    write({ 'muster.yaml': YAML, 'packs/google/aliases/google.yaml': GOOGLE });
    const { config }: { config: Config } = loadConfig(options());
    const [one] = config.catalogue.match('google x and return 3 results');
    const [other] = config.catalogue.match('google y and return 3 results');
    expect(one?.format).toBe(other?.format);
    expect(Object.isFrozen(config.catalogue)).toBe(true);
  });
});
