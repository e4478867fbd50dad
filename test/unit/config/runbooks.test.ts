import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../../../src/chat/platforms.ts';
import { checkText } from '../../../src/config/load.ts';

const BEFORE = `
chat: {a: {platform: sandbox}}
people: {ana: {name: Ana}}
services: {checkout: {}, ledger: {}}
actions:
  ops.restart: {runner: http, url: 'https://api.example.com/', parameters: {service: {type: string, required: true}, count: {type: integer}, fixed: {immutable: true, default: x}, token: {secret: true}}}
  ops.off: {runner: http, url: 'https://api.example.com/', enabled: false}
  ops.few: {runner: http, url: 'https://api.example.com/', allow: {roles: [commander]}}
  ops.page: {runner: incident, command: declare, title: Down, service: ledger, severity: '2', labels: {by: muster}}
  ops.hush: {runner: incident, command: declare, title: Theft, private: true}
  ops.inner: {runner: chain, chain: [{name: a, ref: ops.page}]}
  ops.outer: {runner: chain, chain: [{name: a, ref: ops.off}, {name: b, ref: ops.inner}]}
aliases:
  - {name: page, pack: ops, action_ref: ops.page, formats: ['page']}
  - {name: restart, pack: ops, action_ref: ops.restart, formats: ['restart {{service}}'], immutable_parameters: {count: 1}}
`;
const LINES = BEFORE.split('\n').length - 1;
const check = (yaml: string) => checkText(`${BEFORE}runbooks:\n${yaml}`, 'muster.yaml', {}, PLATFORMS);
const said = (what: 'problems' | 'warnings', yaml: string): string[] => {
  const { [what]: found } = check(yaml);
  return found
    .filter(({ path }) => path.startsWith('runbooks'))
    .map(({ line = 0, path, message }) => `${line - LINES - 1} ${path} ${message}`);
};

describe('a runbook', () => {
  it('is there while an incident is active, for all incidents, and has a button', () => {
    const { config, problems } = check('  restart: {title: Restart, action: ops.restart}\n');
    expect(problems).toEqual([]);
    expect(config?.runbooks.get('restart')).toEqual({
      name: 'restart',
      title: 'Restart',
      runs: { action: 'ops.restart' },
      parameters: {},
      statuses: ['open', 'acknowledged', 'mitigated'],
      button: true,
    });
  });

  it('that is run by itself has limits, whatever is said', () => {
    const yaml =
      "  a: {title: A, alias: ops.restart, parameters: {service: '{{ incident.service }}'}, automatic: {on: [declare]}}\n";
    const { config } = check(yaml);
    expect(config?.runbooks.get('a')).toMatchObject({
      runs: { alias: 'ops.restart' },
      automatic: {
        rule: { on: ['declare'], private: false, mostPerIncident: 1 },
        rate: { count: 10, perMs: 3_600_000 },
      },
    });
  });

  it('has no button where not everybody may run it, unless that is said', () => {
    const yaml =
      '  a: {title: A, action: ops.few}\n  b: {title: B, action: ops.few, button: true}\n  c: {title: C, alias: ops.gone}\n';
    const { config } = check(yaml);
    expect(['a', 'b', 'c'].map((name) => config?.runbooks.get(name)?.button)).toEqual([false, true, false]);
    expect(said('warnings', yaml)).toEqual([
      '1 runbooks.a not everybody may run ops.few, so that it stands on no card, where everybody would see it: write `button: true` if that is meant, or `button: false`.',
      '3 runbooks.c.alias there is no alias "ops.gone", so that nobody can run it. Known: ops.page, ops.restart.',
    ]);
  });

  it.each([
    ['{title: A}', '1 runbooks.a.action must have one of action and alias.'],
    [
      '{title: A, action: ops.restat}',
      '1 runbooks.a.action there is no action "ops.restat". Did you mean ops.restart?',
    ],
    [
      '{title: A, action: ops.restart, services: [chekout]}',
      '1 runbooks.a.services[0] there is no service "chekout". Did you mean checkout?',
    ],
    [
      '{title: A, action: ops.restart, parameters: {servce: x}}',
      '1 runbooks.a.parameters.servce is no parameter of ops.restart. Did you mean service?',
    ],
    [
      '{title: A, action: ops.restart, parameters: {count: many}}',
      '1 runbooks.a.parameters.count must be a whole number.',
    ],
    [
      '{title: A, action: ops.restart, parameters: {fixed: y}}',
      '1 runbooks.a.parameters.fixed is fixed by ops.restart itself.',
    ],
    [
      '{title: A, action: ops.restart, parameters: {token: y}}',
      '1 runbooks.a.parameters.token is a secret of ops.restart, and stands in no runbook: set it as its `default` there, from the environment.',
    ],
    [
      "{title: A, action: ops.restart, parameters: {service: '{{ incident.servce }}'}}",
      '1 runbooks.a.parameters.service has incident.servce, which no incident has. Did you mean service?',
    ],
    [
      "{title: A, action: ops.restart, parameters: {service: 'of {{ service }}'}}",
      '1 runbooks.a.parameters.service has service, which nothing fills: templates of runbooks know the incident, such as {{ incident.service }}.',
    ],
    [
      "{title: A, action: ops.restart, parameters: {service: '{{ incident.title | wat }}'}}",
      /^1 runbooks\.a\.parameters\.service there is no filter `wat`/,
    ],
    [
      '{title: A, action: ops.restart, automatic: {on: [declare]}}',
      '1 runbooks.a.automatic ops.restart needs `service`, and nobody is asked for it where it is run by itself: give it under `parameters`.',
    ],
    [
      '{title: A, action: ops.restart, automatic: {on: []}}',
      /^1 runbooks\.a\.automatic\.on .*must name when/,
    ],
    ['{title: A, action: ops.restart, while: [closed]}', /^1 runbooks\.a\.while\[0\] /],
  ])('%s is refused', (runbook, problem) => {
    const [found, ...others] = said('problems', `  a: ${runbook}\n`);
    expect(others).toEqual([]);
    if (typeof problem === 'string') expect(found).toBe(problem);
    else expect(found).toMatch(problem);
  });

  it('of an alias that fixes what it gives is warned of, as files of aliases change by themselves', () => {
    expect(said('warnings', '  a: {title: A, alias: ops.restart, parameters: {count: 3}}\n')).toEqual([
      '1 runbooks.a.parameters.count is fixed by the alias.',
    ]);
  });

  it('with a rule that can never hold is warned of', () => {
    const yaml = `  a:
    title: A
    action: ops.few
    button: true
    services: [checkout]
    severities: [SEV-1, SEV-2]
    automatic:
      on: [resolve]
      services: [checkout, ledger]
      severities: [SEV-3]
      labels: {region: eu, kind: x}
      except: {region: eu, kind: y}
`;
    expect(said('problems', yaml)).toEqual([]);
    expect(said('warnings', yaml)).toEqual([
      '9 runbooks.a.automatic.services[1] the runbook is one of checkout, so that it is never run by itself for ledger: add it to `services` of the runbook, or take it out here.',
      '10 runbooks.a.automatic.severities[0] the runbook is one of SEV-1, SEV-2, so that it is never run by itself for SEV-3: add it to `severities` of the runbook, or take it out here.',
      '12 runbooks.a.automatic.except.region stands under `labels` too, so that it is never run by itself: take it out of one of them.',
    ]);
  });

  describe('that declares the incidents at which it is run', () => {
    const loop = (runs: string, rule: string, more = ''): string[] =>
      said('warnings', `  a: {title: A, ${runs}, ${more} automatic: {on: [declare], ${rule}}}\n`);
    const warning = (ref: string): string =>
      `1 runbooks.a.automatic.on ${ref} declares incidents, at which it would be run again: for those that it declares by itself Muster does not run it. Say so here: give them a label by \`labels\` of the action, such as {declared-by: ${ref}}, and name that under \`except\`.`;

    it.each([
      ['by itself', 'action: ops.page', '', 'ops.page'],
      ['by an alias', 'alias: ops.page', '', 'ops.page'],
      ['in a chain of a chain', 'action: ops.outer', '', 'ops.outer'],
      ['with what may be', 'action: ops.page', 'services: [ledger], severities: [SEV-2]', 'ops.page'],
    ])('is warned of: %s', (_how, runs, rule, ref) => {
      expect(loop(runs, rule)).toEqual([warning(ref)]);
    });

    it.each([
      ['a label', 'except: {by: muster}', ''],
      ['a label that they have not', 'labels: {region: eu}', ''],
      ['the service', 'services: [checkout]', ''],
      ['the service of the runbook', '', 'services: [checkout],'],
      ['the severity', 'severities: [SEV-1, SEV-3]', ''],
    ])('is not, where %s keeps it from that', (_what, rule, more) => {
      expect(loop('action: ops.page', rule, more)).toEqual([]);
    });

    it('is not, where it is private, or run when something else happens', () => {
      expect(loop('action: ops.hush', '')).toEqual([]);
      expect(loop('action: ops.hush', 'private: true')).toEqual([warning('ops.hush')]);
      const resolved = '  a: {title: A, action: ops.page, automatic: {on: [resolve]}}\n';
      expect(said('warnings', resolved)).toEqual([]);
    });
  });

  it('of an action that is disabled is warned of', () => {
    expect(said('warnings', '  a: {title: A, action: ops.off}\n')).toEqual([
      '1 runbooks.a ops.off is disabled, so that nobody can run it: enable it, or take it out.',
    ]);
  });
});
