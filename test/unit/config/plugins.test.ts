import { mkdtempSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeParameters } from '../../../src/action/parameters.ts';
import { checkText, checkTexts, type Checked } from '../../../src/config/load.ts';
import { findLoadedPlugin } from '../../../src/config/plugin-load.ts';
import { pluginDescription } from '../../../src/runner/plugin/description.ts';
import { formatProblem } from '../../../src/config/problem.ts';
import { platforms } from './platforms.ts';

const DEPLOY = resolve('test/fixtures/plugins/deploy');
const GIVEN = `plugins:\n  - { package: ${DEPLOY}, secrets: { token: '\${TOKEN}' } }\n`;
const env = { TOKEN: 'token-of-the-test-123' };
const BEFORE = 'chat: {main: {platform: sandbox}}\n';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'muster-plugins-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
const check = (yaml: string): Checked => checkText(BEFORE + yaml, 'muster.yaml', env, platforms);
const rightOf = (yaml: string) => {
  const { config, problems } = check(yaml);
  expect(problems).toEqual([]);
  return config!;
};
/** @returns what is said of plug-ins, as it is printed. */
const said = ({ problems, warnings, source }: Checked): string[] =>
  [...problems, ...warnings]
    .filter(({ path }) => /^(plugins|actions)/.test(path))
    .map((one) => formatProblem(one, source).replaceAll(folder, '$HERE').replaceAll(DEPLOY, '$DEPLOY'));

describe('a plug-in', () => {
  it('has its actions among all others, as it describes them', () => {
    const config = rightOf(GIVEN);
    expect(said(check(GIVEN))).toEqual([]);
    const action = config.catalogue.actions.get('deploy.rollback');
    expect(action).toMatchObject({
      ref: 'deploy.rollback',
      description: 'Bring a service back to an earlier version.',
      enabled: true,
      parameters: {
        service: {
          type: 'string',
          enum: ['checkout', 'ledger'],
          required: true,
          description: 'Which service',
        },
        steps: { type: 'integer', minimum: 1, maximum: 10, default: 1 },
        ticket: { type: 'string' },
      },
      runner: { kind: 'plugin' },
      access: { roles: [] },
      timeoutMs: 300_000,
      attempts: 1,
    });
    const parameters = action!.parameters;
    expect(takeParameters(parameters, { service: 'Checkout', steps: '2' })).toEqual({
      values: { service: 'checkout', steps: 2 },
    });
    expect(takeParameters(parameters, { service: 'billing', steps: '12' })).toMatchObject({
      problems: [{ parameter: 'service' }, { parameter: 'steps' }],
    });
  });

  it('is run by sentences as all others are, and its secrets are taken out of texts', () => {
    const config = rightOf(
      `${GIVEN}aliases:\n  - { name: rollback, action_ref: deploy.rollback, formats: ['roll back {{service}}'] }\n`,
    );
    expect(config.catalogue.match('roll back ledger').map(({ alias }) => alias.action)).toEqual([
      'deploy.rollback',
    ]);
    expect(config.secrets.replaceIn('is token-of-the-test-123.', '…')).toBe('is ….');
  });

  it('is found by the path of its folder also where its package says by exports alone where it begins', () => {
    put('mine/package.json', '{"name": "@acme/mine", "exports": "./lib/mine.cjs"}');
    put('mine/lib/mine.cjs', `module.exports = require(${JSON.stringify(DEPLOY)});`);
    const given = GIVEN.replace(DEPLOY, join(folder, 'mine'));
    expect(said(check(given))).toEqual([]);
    expect(rightOf(given).catalogue.actions.has('deploy.rollback')).toBe(true);
  });

  it('is approved, open to some, told of and limited as the configuration says', () => {
    const config = rightOf(`${GIVEN}people: {ana: {name: Ana}}
routes: {ops: {channel: 'main/#ops'}}
actions:
  deploy.rollback:
    runner: plugin
    timeout: 1m
    approval: {within: 5m}
    allow: {roles: [commander], people: [person:ana]}
    notify: {on_failure: {channels: [ops]}}
`);
    expect(config.catalogue.actions.get('deploy.rollback')).toMatchObject({
      description: 'Bring a service back to an earlier version.',
      parameters: { service: { required: true } },
      approval: { withinMs: 300_000 },
      access: { roles: ['commander'], people: ['ana'] },
      notify: { onFailure: { channels: ['ops'] } },
      timeoutMs: 60_000,
    });
  });

  it('is run by chains, which are held to what it takes', () => {
    const chain = (parameters: string): string =>
      `${GIVEN}actions:\n  deploy.all:\n    runner: chain\n    chain: [{name: one, ref: deploy.rollback, parameters: ${parameters}}]\n`;
    expect(said(check(chain('{service: ledger}')))).toEqual([]);
    expect(said(check(chain('{service: nowhere, step: 2}')))).toEqual([
      expect.stringMatching(/parameters\.service: must be one of checkout, ledger/),
      expect.stringMatching(/parameters\.step: is no parameter of deploy\.rollback\. Did you mean steps\?/),
    ]);
    const broken = chain('{service: ledger}').replace(DEPLOY, put('broken.cjs', 'throw new Error("away")'));
    expect(rightOf(broken).catalogue.actions.has('deploy.all')).toBe(true);
    expect(said(check(broken))).toEqual([
      expect.stringContaining('broken.cjs cannot be loaded: away'),
      expect.stringContaining('there is no action "deploy.rollback".'),
    ]);
  });

  it('is tried again only where it says that this does no harm', () => {
    const plugin = (repeatable: boolean): string =>
      put(
        `${repeatable}.cjs`,
        `module.exports = { pack: 'p${repeatable}', actions: { a: { repeatable: ${repeatable}, run() {} } } };`,
      );
    const { actions } = rightOf(
      `plugins: [${plugin(true)}, ${plugin(false)}]\nactions: {ptrue.a: {runner: plugin, attempts: 5}, pfalse.a: {runner: plugin, attempts: 5}}\n`,
    ).catalogue;
    expect([actions.get('ptrue.a')?.attempts, actions.get('pfalse.a')?.attempts]).toEqual([5, 1]);
  });

  it('is found among the installed packages by its name', () => {
    expect(said(check('plugins: [zod]'))).toEqual([
      expect.stringMatching(
        /^muster\.yaml:2:11 plugins\[0\]: zod exports what is no plug-in: pack is missing\.$/,
      ),
      expect.stringContaining('zod exports what is no plug-in: actions is missing.'),
      expect.anything(),
    ]);
    expect(said(check('plugins: ["@acme/nowhere"]'))).toEqual([
      expect.stringMatching(
        /^muster\.yaml:2:11 plugins\[0\]: @acme\/nowhere cannot be loaded: Cannot find module '@acme\/nowhere'/,
      ),
    ]);
    expect(said(check('plugins: [./deploy]'))).toEqual([
      expect.stringMatching(
        /^muster\.yaml:2:11 plugins\[0\]: must be the name of an installed package such as .*, or an absolute path/,
      ),
    ]);
  });

  it('is not begun for a configuration that somebody only asks about', () => {
    const path = put('asked.cjs', 'globalThis.begunByAsking = true; module.exports = {};');
    const text = `${BEFORE}plugins: [${path}]\n`;
    const checked = checkTexts([{ file: 'a.yaml', text }], 'asked', env, platforms, {
      find: findLoadedPlugin,
    });
    expect(said(checked)).toEqual([
      'asked:2:11 plugins[0]: $HERE/asked.cjs is not loaded here yet: what it has is known once the configuration is in force.',
    ]);
    expect(globalThis).not.toHaveProperty('begunByAsking');
    rightOf(GIVEN);
    const known = checkTexts([{ file: 'a.yaml', text: BEFORE + GIVEN }], 'asked', env, platforms, {
      find: findLoadedPlugin,
    });
    expect([...known.config!.catalogue.actions.keys()]).toEqual(['deploy.rollback']);
  });
});

describe('a plug-in that cannot be used', () => {
  const ZOD = JSON.stringify(resolve('node_modules/zod/index.cjs'));
  const exporting = (plugin: string): string =>
    `const { z } = require(${ZOD});\nmodule.exports = ${plugin};\n`;

  it('is left out, while all else counts, and its sentences say so', () => {
    const yaml = `plugins: [${put('broken.cjs', 'module.exports = 1;')}]
actions:
  core.x: {runner: http, url: 'https://example.com/'}
  demo.gone: {runner: plugin}
aliases: [{name: gone, action_ref: demo.gone, formats: [gone]}]
`;
    const { catalogue } = rightOf(yaml);
    expect([...catalogue.actions.keys()]).toEqual(['core.x']);
    expect(
      check(yaml)
        .warnings.filter(({ leftOut }) => leftOut)
        .map(({ path }) => path),
    ).toEqual(['plugins[0]', 'actions["demo.gone"]']);
    expect(catalogue.match('gone')).toEqual([]);
    expect(said(check(yaml))).toEqual([
      'muster.yaml:2:11 plugins[0]: $HERE/broken.cjs exports what is no plug-in: its default export must be an object.',
      'muster.yaml:5:14 actions["demo.gone"]: there is no plug-in with an action demo.gone, so that nobody can run it.',
    ]);
  });

  it.each([
    ['throws', 'throw new Error("no database");', /cannot be loaded: no database \(\$HERE\/throws\.mjs:1\)/],
    ['syntax', 'export default {', /\$HERE\/syntax\.mjs cannot be loaded: Unexpected end of input\.$/],
    [
      'lacks',
      'import "nowhere"; export default {};',
      /cannot be loaded: Cannot find package 'nowhere' imported from/,
    ],
    ['waits', 'await 1; export default {};', /cannot be loaded: it has an `await` outside of functions/],
    [
      'breaks.cjs',
      'module.exports = {',
      /cannot be loaded: Unexpected end of input \(\$HERE\/breaks\.cjs:1\)/,
    ],
  ])('because its code %s', (name, code, reason) => {
    expect(said(check(`plugins: [${put(name.includes('.') ? name : `${name}.mjs`, code)}]`))).toEqual([
      expect.stringMatching(reason),
    ]);
  });

  it.each([
    [
      'ends the process',
      'process.exit(3);',
      /ends\.cjs cannot be loaded: it ends its process \(exit status 3\)\.$/,
    ],
    [
      'forges a report',
      'require("fs").writeSync(3, "{}"); process.exit(0);',
      /forges\.cjs cannot be loaded: it ends/,
    ],
  ])('because its code %s', (name, code, reason) => {
    expect(said(check(`plugins: [${put(`${name.split(' ', 1)[0]!}.cjs`, code)}]`))).toEqual([
      expect.stringMatching(reason),
    ]);
  });

  it('because its code takes too long to load', () => {
    const path = put('loops.cjs', 'for (;;);');
    expect(pluginDescription(path, 1_000)).toEqual({
      problems: ['cannot be loaded: it takes longer than 1 s'],
      late: true,
    });
  });

  const reader = (process.features as { typescript?: unknown }).typescript ? it.skip : it;
  reader.each([
    ['a file', 'own.ts', 'const a: number = 1;\nmodule.exports = {};', 'own.ts', 'own.ts'],
    ['an import', 'lib.cts', 'const a: number = 1;', 'main.cjs', 'lib.cts:1'],
  ])('because it is TypeScript on a Node.js that does not read it: %s', (_, file, code, name, place) => {
    put(file, code);
    if (file !== name) put(name, `require('./${file}');`);
    expect(said(check(`plugins: [${join(folder, name)}]`))).toEqual([
      expect.stringMatching(
        new RegExp(
          `\\$HERE/${place}(:1)? is TypeScript, which Node\\.js [\\d.]+ does not read: compile it to JavaScript \\(tsc\\), or run Muster with Node\\.js 22\\.18 or newer`,
        ),
      ),
    ]);
  });

  reader.each([
    ['module', '{"type":"module","exports":"./index.ts"}'],
    ['commonjs', '{"main":"./index.ts"}'],
    ['none', undefined],
  ])('because its folder has TypeScript alone: %s', (_, description) => {
    put('only/index.ts', "import x from 'node:path';\nexport default { a: 1 as number };");
    if (description !== undefined) put('only/package.json', description);
    expect(said(check(`plugins: [${join(folder, 'only')}]`))).toEqual([
      expect.stringMatching(
        /only cannot be loaded: .*index\.ts.*does not read.*compile it.*22\.18 or newer\.$/,
      ),
    ]);
  });

  it.each([
    ["{ pack: 'demo', actions: {} }", 'actions must have at least one action'],
    ["{ pack: 'a demo', actions: { a: { run() {} } } }", "pack is written with letters, digits, '_' and '-'"],
    [
      "{ pack: 'demo', actions: { a: {} } }",
      'actions.a.run must be a function (parameters, context) => result',
    ],
    ["{ pack: 'demo', actions: { 'a b': { run() {} } } }", 'is written with letters, digits'],
    [
      "{ pack: 'demo', actions: { a: { run() {}, timeout: 5 } } }",
      'actions.a.timeout must be a duration such as 5m',
    ],
    [
      "{ pack: 'demo', actions: { a: { run() {}, retries: 5 } } }",
      'actions.a has what is not known there: retries',
    ],
    [
      "{ pack: 'demo', actions: { a: { parameters: {}, run() {} } } }",
      'actions.a.parameters must be a schema of zod 4',
    ],
    [
      "{ pack: 'demo', actions: { a: { parameters: z.string(), run() {} } } }",
      'actions.a.parameters must be an object of zod',
    ],
    [
      "{ pack: 'demo', actions: { a: { parameters: { _def: {} }, run() {} } } }",
      'actions.a.parameters is a schema of zod 3: make it by zod 4',
    ],
  ])('because it exports %s', (plugin, reason) => {
    const [first] = said(check(`plugins: [${put('wrong.cjs', exporting(plugin))}]`));
    expect(first).toContain('muster.yaml:2:11 plugins[0]: $HERE/wrong.cjs exports what is no plug-in: ');
    expect(first).toContain(reason);
  });

  it.each([
    ["z.object({ 'a b': z.string() })", '["a b"], which is written with letters'],
    ['z.object({ n: z.int().min(5).default(1) })', 'n.default, which must be at least 5'],
  ])('because a parameter has a name or a default that none can have: %s', (schema, reason) => {
    const plugin = `{ pack: 'demo', actions: { a: { parameters: ${schema}, run() {} } } }`;
    expect(said(check(`plugins: [${put('named.cjs', exporting(plugin))}]`))).toEqual([
      expect.stringContaining(`has the action demo.a, which has the parameter ${reason}`),
    ]);
  });

  it('because it is not given the secrets that it needs; others it is not given either', () => {
    expect(said(check(`plugins: [${DEPLOY}]`))).toEqual([
      'muster.yaml:2:11 plugins[0]: $DEPLOY is not given token, which it needs: add to its `secrets`.',
    ]);
    expect(
      said(check(`plugins: [{package: ${DEPLOY}, secrets: {tokn: '\${TOKEN}', token: '\${TOKEN}'}}]`)),
    ).toEqual([
      expect.stringMatching(
        /plugins\[0\]\.secrets\.tokn: \$DEPLOY does not ask for it\. Did you mean token\?/,
      ),
    ]);
    expect(said(check(`plugins: [{package: ${DEPLOY}, secrets: {token: written}}]`))).toEqual([
      expect.stringContaining('a secret must not stand in the file'),
    ]);
  });

  it('because something else has the name of its action', () => {
    const path = put(
      'twice.cjs',
      "module.exports = { pack: 'deploy', actions: { rollback: { run() {} } } };",
    );
    expect(said(check(`${GIVEN}  - ${path}\n`))).toEqual([
      'muster.yaml:4:5 plugins[1]: $HERE/twice.cjs has the action deploy.rollback, which another plug-in has as well.',
    ]);
    expect(
      said(check(`${GIVEN}actions: {deploy.rollback: {runner: http, url: 'https://example.com/'}}\n`)),
    ).toEqual([
      'muster.yaml:3:5 plugins[0]: $DEPLOY has the action deploy.rollback, which the configuration has itself as http.',
    ]);
  });

  it('says that what it takes is its own matter', () => {
    expect(
      said(check(`${GIVEN}actions: {deploy.rollback: {runner: plugin, parameters: {a: {}}}}\n`)),
    ).toEqual([
      expect.stringContaining(
        'actions["deploy.rollback"].parameters: are not read: the plug-in says what it takes.',
      ),
    ]);
  });
});
