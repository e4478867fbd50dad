import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from '../../../src/config/difference.ts';

const texts = (before: unknown, after: unknown): string[] =>
  differences(before, after).map(({ text }) => text);

const step = (person: string) => ({ notify: [`person:${person}`], wait: '5m' });

describe('what differs between two configurations', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['nothing', { people: { ana: { name: 'Ana' } } }, { people: { ana: { name: 'Ana' } } }, []],
    ['an entry that comes', {}, { people: { ana: { name: 'Ana' } } }, ['person ana added']],
    ['an entry that goes', { teams: { x: {} } }, {}, ['team x removed']],
    ['an action that comes', {}, { actions: { 'core.x': {} } }, ['action core.x added']],
    ['a runbook that goes', { runbooks: { x: {} } }, {}, ['runbook x removed']],
    [
      'an alias file that comes, one that goes and one that changes',
      { aliases: [{ files: '*', contents: { 'a.yaml': 'name: a', 'b.yaml': 'name: b\nformats: [x, y]' } }] },
      { aliases: [{ files: '*', contents: { 'b.yaml': 'name: b\nformats: [x, z]', 'c.yaml': 'name: c' } }] },
      ['alias file b.yaml, formats: + z, – y', 'alias file c.yaml added', 'alias file a.yaml removed'],
    ],
    [
      'an alias file that is broken now, and one that is only written otherwise',
      { aliases: [{ files: '*', contents: { 'a.yaml': 'name: a', 'b.yaml': 'name: b' } }] },
      { aliases: [{ files: '*', contents: { 'a.yaml': 'name: [\n', 'b.yaml': '# a comment\nname: b' } }] },
      ['alias file a.yaml: the file, now with 1 lines in place of 1'],
    ],
    [
      'an alias of the configuration itself',
      { aliases: [{ name: 'a', formats: ['x'] }] },
      { aliases: [{ name: 'a', formats: ['y'] }, { name: 'b' }] },
      ['aliases 1, formats: + y, – x', 'aliases 2 added'],
    ],
    [
      'a value',
      { escalation: { x: { repeat: 1 } } },
      { escalation: { x: { repeat: 2 } } },
      ['policy x, repeat: 1 → 2'],
    ],
    ['a value that comes', { sla: {} }, { sla: { warnAt: 0.5 } }, ['sla.warnAt added: 0.5']],
    [
      'a step',
      { escalation: { x: { steps: [{ wait: '5m' }, { wait: '5m' }] } } },
      { escalation: { x: { steps: [{ wait: '5m' }, { wait: '9m' }, { wait: '1h' }] } } },
      ['policy x, step 2, wait: 5m → 9m', 'policy x, step 3 added'],
    ],
    [
      'a step before all others',
      { escalation: { x: { steps: [step('a'), step('b'), step('c')] } } },
      { escalation: { x: { steps: [step('z'), step('a'), step('b'), step('c')] } } },
      ['policy x, step 1 added'],
    ],
    [
      'a step that goes from among others of which one changes',
      { escalation: { x: { steps: [step('a'), step('b'), step('c')] } } },
      { escalation: { x: { steps: [step('b'), { ...step('c'), wait: '9m' }] } } },
      ['policy x, step 1 removed', 'policy x, step 2, wait: 5m → 9m'],
    ],
    [
      'a layer that comes first, and one that changes',
      {
        schedules: {
          x: {
            layers: [
              { name: 'day', turn: '1w' },
              { name: 'night', turn: '1w' },
            ],
          },
        },
      },
      {
        schedules: {
          x: {
            layers: [
              { name: 'dusk', turn: '1w' },
              { name: 'day', turn: '1w' },
              { name: 'night', turn: '1d' },
            ],
          },
        },
      },
      ['schedule x, layer 1 added', 'schedule x, layer 3, turn: 1w → 1d'],
    ],
    [
      'layers in another order',
      { schedules: { x: { layers: [{ name: 'day' }, { name: 'night' }, { name: 'old' }] } } },
      { schedules: { x: { layers: [{ name: 'night' }, { name: 'day' }] } } },
      ['schedule x, layer 3 removed', 'schedule x, layers: now in the order ["night","day"]'],
    ],
    [
      'a list',
      { teams: { x: { members: ['a', 'b'] } } },
      { teams: { x: { members: ['b', 'c'] } } },
      ['team x, members: + c, – a'],
    ],
    [
      'an order',
      { teams: { x: { members: ['a', 'b'] } } },
      { teams: { x: { members: ['b', 'a'] } } },
      ['team x, members: now in the order ["b","a"]'],
    ],
    [
      'a tenant',
      { tenants: { acme: { people: {} } } },
      { tenants: { acme: { people: { eve: {} } } } },
      ['tenant acme: person eve added'],
    ],
    [
      'another form',
      { notifications: { default: ['a'] } },
      { notifications: { default: 'a' } },
      ['notifications.default: ["a"] → a'],
    ],
  ])('is said of %s', (_what, before, after, expected) => {
    expect(texts(before, after)).toEqual(expected);
  });

  it('is as many items as really came, wherever they come', () => {
    const item = fc.uniqueArray(fc.nat({ max: 50 }), { minLength: 0, maxLength: 8 });
    fc.assert(
      fc.property(item, fc.nat({ max: 8 }), (numbers, at) => {
        const before = numbers.map((n) => ({ at: n, what: `w${n}`, fixed: true }));
        const after = before.toSpliced(Math.min(at, before.length), 0, { at: 99, what: 'new', fixed: true });
        const list = (layers: unknown) => ({ sla: { pauses: layers } });
        const changes = differences(list(before), list(after));
        expect(changes.map(({ kind }) => kind)).toEqual(['added']);
        expect(differences(list(after), list(before)).map(({ kind }) => kind)).toEqual(['removed']);
        expect(differences(list(after), list(after))).toEqual([]);
      }),
    );
  });

  it('is what takes the one to the other, for any two', () => {
    const one = { people: { ana: { roles: ['admin'] } }, sla: { 'SEV-1': { resolve: '4h' } } };
    const two = { people: { ben: { roles: [] } }, sla: { 'SEV-1': { resolve: '5h' } } };
    const kinds = (a: unknown, b: unknown) =>
      differences(a, b)
        .map(({ path, kind }) => `${kind} ${path.join('.')}`)
        .sort();
    expect(kinds(one, two)).toEqual(['added people.ben', 'changed sla.SEV-1.resolve', 'removed people.ana']);
    expect(kinds(two, one)).toEqual(['added people.ana', 'changed sla.SEV-1.resolve', 'removed people.ben']);
  });
});
