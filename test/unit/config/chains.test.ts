import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../../../src/chat/platforms.ts';
import { checkText } from '../../../src/config/load.ts';

const BEFORE = `
chat: {a: {platform: sandbox}}
people: {ana: {name: Ana}, ben: {name: Ben}}
actions:
  core.local: {runner: http, url: 'https://api.example.com/', parameters: {cmd: {required: true}, port: {type: integer}, fixed: {immutable: true, default: x}, token: {secret: true}}}
  core.approved: {runner: http, url: 'https://api.example.com/', approval: {people: [person:ana]}}
  core.off: {runner: http, url: 'https://api.example.com/', enabled: false}
  core.few: {runner: http, url: 'https://api.example.com/', allow: {roles: [commander]}}
`;
const LINES = BEFORE.split('\n').length - 1;

const check = (yaml: string) => checkText(BEFORE + yaml, 'muster.yaml', {}, PLATFORMS);
const said = (what: 'problems' | 'warnings', yaml: string): string[] => {
  const found = check(yaml)[what].filter(({ path }) => path.startsWith('actions'));
  return found.map(({ line = 0, path, message }) => `${line - LINES} ${path} ${message}`);
};
/** @returns the configuration of a chain of these tasks, each on a line of its own. */
const chain = (tasks: readonly string[], more = ''): string =>
  `  my.chain:\n    runner: chain${more && `\n    ${more}`}\n    chain:\n${tasks.map((task) => `      - {${task}}`).join('\n')}\n`;
const a = 'name: a, ref: core.local, parameters: {cmd: x}';

describe('a chain', () => {
  it('is tried once, as its tasks are tried each by itself', () => {
    const { config, problems, warnings } = check(
      chain([a, 'name: b, ref: core.few'], 'allow: {roles: [admin]}'),
    );
    expect(problems).toEqual([]);
    expect(warnings.filter(({ path }) => path.startsWith('actions'))).toEqual([]);
    expect(config?.catalogue.actions.get('my.chain')).toMatchObject({
      attempts: 1,
      runner: { kind: 'chain' },
    });
  });

  it.each([
    [
      [a, 'name: b, ref: core.locl'],
      '5 actions["my.chain"].chain[1].ref there is no action "core.locl". Did you mean core.local or core.off?',
    ],
    [
      [`${a}, on-success: bb`, 'name: b, ref: core.few'],
      '4 actions["my.chain"].chain[0].on-success there is no task "bb". Known: a, b.',
    ],
    [[a, a], '5 actions["my.chain"].chain[1].name another task is called "a" as well.'],
    [
      ['name: a, ref: core.local'],
      '4 actions["my.chain"].chain[0] core.local needs `cmd`: give it under `parameters`.',
    ],
    [
      ['name: a, ref: core.local, params: {cmd: x, prot: 1}'],
      '4 actions["my.chain"].chain[0].params.prot is no parameter of core.local. Did you mean port?',
    ],
    [
      ['name: a, ref: core.local, params: {cmd: x, port: many}'],
      '4 actions["my.chain"].chain[0].params.port must be a whole number.',
    ],
    [
      ['name: a, ref: core.local, params: {cmd: x, fixed: y}'],
      '4 actions["my.chain"].chain[0].params.fixed is fixed by core.local itself.',
    ],
    [
      ['name: a, ref: core.local, params: {cmd: x, token: y}'],
      '4 actions["my.chain"].chain[0].params.token is a secret of core.local, and stands in no chain: set it as its `default` there, from the environment.',
    ],
    [
      ['name: a, ref: core.local, params: {cmd: "{{ wort }}"}'],
      '4 actions["my.chain"].chain[0].params.cmd has {{ wort }}, which is neither a parameter of the chain nor one of its variables, its tasks or what they publish. Known: action_context, __results, a.',
    ],
    [
      ['name: a, ref: core.local, params: {cmd: "{{ x | wat }}"}'],
      '4 actions["my.chain"].chain[0].params.cmd there is no filter `wat`. Known: upper, lower, title, capitalize, string, safe, escape, e, forceescape, trim, replace, truncate, ….',
    ],
    [
      [`${a}, when: count > 3`],
      '4 actions["my.chain"].chain[0].when is always the same: write a template, such as {{ count > 3 }}.',
    ],
    [
      ['name: a, ref: core.approved'],
      '4 actions["my.chain"].chain[0].ref core.approved needs an approval: give the chain an `approval` as well.',
    ],
    [
      [`${a}, on-success: a, on-failure: a`],
      '4 actions["my.chain"].chain[0] whatever becomes of it, the chain never ends: leave out a successor of it or of a later task.',
    ],
    [
      ['name: a, ref: my.chain'],
      '4 actions["my.chain"].chain chains cannot run themselves, and these come round: my.chain → my.chain.',
    ],
    [
      [`${a}, notify: x`],
      '4 actions["my.chain"].chain[0].notify unknown key. Known: name, ref, description, parameters, params, on-success, on-failure, publish, when.',
    ],
  ])('is refused with where and why: %j', (tasks, problem) => {
    expect(said('problems', chain(tasks))).toEqual([problem]);
  });

  it('passes none of its secrets on', () => {
    expect(
      said(
        'problems',
        chain(['name: a, ref: core.local, params: {cmd: "{{ key }}"}'], 'parameters: {key: {secret: true}}'),
      ),
    ).toEqual([
      '5 actions["my.chain"].chain[0].params.cmd has {{ key }}, which is secret: a chain passes none on. Set it as a default of the action that needs it.',
    ]);
  });

  it('is approved by who may approve its tasks, and by no others', () => {
    const tasks = ['name: a, ref: core.approved'];
    expect(said('problems', chain(tasks, 'approval: {people: [person:ana]}'))).toEqual([]);
    expect(said('problems', chain(tasks, 'approval: {people: [person:ana, person:ben]}'))).toEqual([
      '5 actions["my.chain"].chain[0].ref person:ben may agree to the chain, and not to core.approved: name no others under `approval.people` than person:ana.',
    ]);
    expect(said('problems', chain(tasks, 'approval: {}'))).toHaveLength(1);
  });

  it('stands in other chains, not too deep', () => {
    const nested = (depth: number): string =>
      Array.from(
        { length: depth },
        (_, n) =>
          `  c.c${n}: {runner: chain, chain: [{name: a, ref: ${n === depth - 1 ? 'core.few' : `c.c${n + 1}`}}]}\n`,
      ).join('');
    expect(said('problems', nested(5))).toEqual([]);
    expect(said('problems', nested(6))).toEqual([
      expect.stringMatching(
        /^1 actions\["c\.c0"\]\.chain at most 5 chains stand in each other, and these are 6: /,
      ),
    ]);
  });

  it('that comes round by others is told once', () => {
    const yaml =
      '  c.a: {runner: chain, chain: [{name: x, ref: c.b}]}\n  c.b: {runner: chain, chain: [{name: x, ref: c.a}]}\n';
    expect(said('problems', yaml)).toEqual([
      '1 actions["c.a"].chain chains cannot run themselves, and these come round: c.a → c.b → c.a.',
    ]);
  });

  it('is warned of where it cannot go on, is not reached, or lets more people run an action', () => {
    expect(
      said('warnings', chain([`${a}, on-failure: b`, 'name: b, ref: core.off', 'name: c, ref: core.few'])),
    ).toEqual([
      '5 actions["my.chain"].chain[1].ref core.off is disabled, and the chain fails there: enable it, or take it out.',
      '6 actions["my.chain"].chain[2] no task leads to "c".',
      '6 actions["my.chain"].chain[2].ref who may run the chain runs core.few by it, which not everybody may run: give the chain the same `allow` if that is not meant.',
    ]);
  });
});
