import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeParameters } from '../../src/action/parameters.ts';
import { PLATFORMS } from '../../src/chat/platforms.ts';
import { commandsHere } from '../../src/config/commands-here.ts';
import type { Config } from '../../src/config/config.ts';
import { checkConfig, checkTexts, type Checked } from '../../src/config/load.ts';
import { formatProblem } from '../../src/config/problem.ts';

const TEXT = readFileSync('docs/actions.md', 'utf8');
const BLOCKS = [...TEXT.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => ({
  text,
  file: /^# (try\/\S+)\n/.exec(text)?.[1],
}));
const PLUGIN = 'test/fixtures/plugins/deploy';
/** The files of the example that people try. */
const TRIED = BLOCKS.flatMap(({ text, file }) => (file === undefined ? [] : [{ file, text }]));
/** What shows one thing or another, and is one configuration together with who and what it names. */
const SHOWN = BLOCKS.filter(({ file }) => file === undefined).map(({ text }, n) => ({
  file: `${n}.yaml`,
  // It is installed nowhere, but written.
  text: text.replace("'@acme/muster-deploy'", resolve(PLUGIN)),
}));
const AROUND = `
chat: {sandbox: {platform: sandbox}}
people: {ben: {name: Ben, chat: {sandbox: ben}}}
teams: {platform: {members: [ben]}}
trackers: {jira: {tracker: jira, url: 'https://jira.example/', email: a@b.example, token: '\${JIRA_TOKEN}'}}
`;
const env = {
  JIRA_TOKEN: 'jira-token',
  SEARCH_TOKEN: 'search-token',
  RESTART_TOKEN: 'restart-token',
  DEPLOY_TOKEN: 'deploy-token',
};

/** @returns a configuration of which all that is about actions is right. */
function right({ config, problems, warnings, source }: Checked): Config {
  const about = warnings.filter(({ path, file = '' }) =>
    /^(actions|aliases|routes|commands|plugins|runbooks)|aliases\//.test(path + file),
  );
  expect([...problems, ...about].map((one) => formatProblem(one, source))).toEqual([]);
  return config!;
}
const meant = ({ catalogue }: Config, line: string): string[] =>
  catalogue
    .match(line)
    .map(({ alias, parameters }) =>
      [alias.action, ...[...parameters].map((pair) => pair.join('='))].join(' '),
    );

describe('the example that docs/actions.md has people try', () => {
  let folder: string;
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const loaded = (): Config =>
    right(checkConfig({ path: join(folder, 'try/muster.yaml'), env: {}, platforms: PLATFORMS }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-try-'));
    for (const { file, text } of TRIED) write(file, text);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('understands the sentences that it has them say, and runs what is on this machine', async () => {
    const config = loaded();
    expect(meant(config, 'how full is /tmp')).toEqual(['demo.disk path=/tmp']);
    expect(meant(config, 'disk')).toEqual(['demo.disk path=/']);
    expect(meant(config, 'are you ready?')).toEqual(['demo.ready']);
    expect(meant(config, 'wait')).toEqual(['demo.wait']);
    expect(meant(config, 'wait for 60 seconds')).toEqual(['demo.wait seconds=60']);
    expect(config.catalogue.actions.get('demo.wait')?.approval).toEqual({ people: [], withinMs: 600_000 });
    expect(await commandsHere(config)).toEqual([]);
  });

  it('understands what it has them add', () => {
    const { file, text } = TRIED.find((one) => one.text.includes('name: disk'))!;
    write(file, text.replace('formats:\n', 'formats:\n  - space on {{path}}\n'));
    expect(meant(loaded(), 'space on /')).toEqual(['demo.disk path=/']);
  });
});

it('all that docs/actions.md shows is right, and understood', () => {
  const files = [
    ...SHOWN,
    { file: 'around.yaml', text: AROUND },
    ...TRIED.filter(({ file }) => file.includes('/packs/')),
  ];
  const texts = files.map(({ file, text }) => ({ file: file.replace('try/', ''), text }));
  const demo = `actions:\n${['disk', 'wait', 'ready'].map((name) => `  demo.${name}: {runner: http, url: 'https://example.com/', parameters: {path: {}, seconds: {}}}\n`).join('')}`;
  const config = right(checkTexts([...texts, { file: 'demo.yaml', text: demo }], 'docs', env, PLATFORMS));
  expect(SHOWN.length).toBeGreaterThan(5);
  expect(config.catalogue.actions.get('deploy.rollback')?.access.roles).toEqual(['commander']);
  expect(meant(config, 'scale checkout to 5')).toEqual(['payments.scale service=checkout size=5']);
  expect(meant(config, 'scale up checkout please size=4')).toEqual([
    'payments.scale service=checkout size=4',
  ]);
});

it('the runbooks that docs/actions.md has people run take what it has them say', () => {
  const files = [...SHOWN, { file: 'around.yaml', text: AROUND }];
  const { runbooks, catalogue } = checkTexts(files, 'docs', env, PLATFORMS).config!;
  const said = [...TEXT.matchAll(/`\/im runbooks? INC-7 (\w+)([^`]*)`/g)];
  expect(said.length).toBeGreaterThan(2);
  for (const [, name = '', line = ''] of said) {
    const runbook = runbooks.get(name);
    const given = Object.keys(runbook?.parameters ?? {});
    const alias = runbook && 'alias' in runbook.runs ? catalogue.aliases.get(runbook.runs.alias) : undefined;
    const ref = runbook && 'action' in runbook.runs ? runbook.runs.action : alias?.action;
    const pairs = new Map(
      [...line.matchAll(/(\w+)=("[^"]*"|\S+)/g)].map(([, key = '', value]) => [key, value]),
    );
    const { parameters } = catalogue.actions.get(ref ?? '')!;
    const isNeeded = (key: string): boolean =>
      alias !== undefined || (parameters[key]?.required === true && parameters[key].default === undefined);
    expect([...pairs.keys()].filter((key) => given.includes(key) || !isNeeded(key))).toEqual([]);
    const service = given.includes('service') ? { service: 'checkout' } : {};
    const { immutable = {} } = alias ?? {};
    expect(
      takeParameters(parameters, new Map(Object.entries({ ...service, ...Object.fromEntries(pairs) })), {
        immutable,
      }),
    ).toHaveProperty('values');
  }
});

it('the plug-in that docs/actions.md shows is the one that tests run', () => {
  expect(TEXT).toContain(`\`\`\`js\n${readFileSync(`${PLUGIN}/index.js`, 'utf8')}\`\`\``);
});
