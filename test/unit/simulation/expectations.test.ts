import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkText } from '../../../src/config/load.ts';
import { formatProblem } from '../../../src/config/problem.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';
import { expectationsSchema } from '../../../src/simulation/expectations-schema.ts';
import { readTests, type PolicyTest } from '../../../src/simulation/expectations.ts';
import { judge, type Failure } from '../../../src/simulation/judge.ts';
import type { Outcome, SimulatedPage } from '../../../src/simulation/outcome.ts';
import { junit, verdictLines } from '../../../src/simulation/verdicts.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;
const config = checkText(
  `
chat: { main: { platform: sandbox } }
people:
  ana: { name: Ana, chat: { main: ana } }
  ben: { name: Ben, chat: { main: ben } }
  cy: { name: Cy, chat: { main: cy } }
teams: { core: { members: [ana, ben] } }
services: { payments: { team: core } }
escalation: { night: { steps: [{ notify: [person:ana], wait: 5m }] } }
schedules:
  primary:
    layers: [{ name: all, people: [ana], turn: 1d, handOver: '09:00', from: 2026-01-01 }]
`,
  'muster.yaml',
  {},
  PLATFORMS,
).config!;

test('the JSON Schema for editors is the present one: `npx vitest run test/unit/simulation -u` writes it anew', async () => {
  const text = `${JSON.stringify(expectationsSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../../muster.test.schema.json');
});

test('a file is read with the lines of what is in it', () => {
  const read = readTests(
    `
- name: Night
  at: 2026-11-22T03:00 Europe/Berlin
  declare: { service: payments, severity: SEV-1, labels: { region: eu } }
  resolve: { after: 1h, by: ben }
  acknowledge: { after: 12m }
  expect:
    - pages: person:ana
      within: 5m
    - never: channel:main/#general
`,
    config,
    NOW,
  );
  expect(read).toEqual({
    tests: [
      {
        name: 'Night',
        line: 2,
        zone: 'Europe/Berlin',
        scenario: {
          at: Date.parse('2026-11-22T02:00:00Z'),
          service: 'payments',
          severity: 'SEV-1',
          labels: { region: 'eu' },
          acts: [
            { afterMs: 12 * MINUTE, command: { name: 'ack' } },
            { afterMs: 60 * MINUTE, command: { name: 'resolve' }, by: 'ben' },
          ],
          horizonMs: 7 * 24 * 60 * MINUTE,
        },
        expected: [
          { line: 8, expectation: { pages: 'person:ana', within: 5 * MINUTE } },
          { line: 10, expectation: { never: 'channel:main/#general' } },
        ],
      },
    ],
  });
});

describe('what is wrong is told with its line', () => {
  const problems = (text: string): string[] => {
    const read = readTests(text, config, NOW);
    return 'problems' in read ? read.problems.map((problem) => formatProblem(problem, 't.yaml')) : [];
  };
  const file = (lines: { at?: string; declare?: string; more?: string; expect?: string }): string =>
    [
      '- name: Night',
      `  at: ${lines.at ?? '2026-11-22T03:00'}`,
      `  declare: ${lines.declare ?? '{ service: payments }'}`,
      `  ${lines.more ?? ''}`,
      '  expect:',
      `    - ${lines.expect ?? 'pages: person:ana'}`,
    ].join('\n');

  test.each([
    [file({}), []],
    ['- {', [expect.stringMatching(/^t\.yaml:1:\d/)]],
    ['{}', ['t.yaml:1:1 must be a list, not a map of keys.']],
    ['[]', [expect.stringMatching(/must have a test/)]],
    [
      file({ at: '2027-03-28T02:30 Europe/Berlin' }),
      [expect.stringMatching(/^t\.yaml:2:7 \[0\]\.at: There is no 02:30 on 2027-03-28/)],
    ],
    [
      file({ declare: '{ service: payment }' }),
      ['t.yaml:3:23 [0].declare.service: there is no service "payment". Did you mean payments?'],
    ],
    [
      file({ more: 'acknowledge: { after: 5m, by: bob }' }),
      [expect.stringMatching(/^t\.yaml:4:33 \[0\]\.acknowledge\.by: there is no person "bob"/)],
    ],
    [
      file({ more: 'acknowledge: { after: soon }' }),
      [expect.stringMatching(/^t\.yaml:4:25 \[0\]\.acknowledge\.after: "soon" is no duration/)],
    ],
    [
      file({ expect: '{ page: person:ana }' }),
      [
        expect.stringMatching(/must have one of pages, then, never/),
        expect.stringMatching(/^t\.yaml:6:9 \[0\]\.expect\[0\]\.page: unknown key\. Did you mean pages\?/),
      ],
    ],
    [
      file({ expect: '{ pages: person:ana, never: person:ben }' }),
      [expect.stringMatching(/^t\.yaml:6:7 .*and not pages and never at once: make two of it/)],
    ],
    [
      file({ expect: 'pages: schedule:primry' }),
      [expect.stringMatching(/there is no schedule "primry"\. Did you mean primary\?/)],
    ],
    [
      file({ expect: 'tells: channel:man/#x' }),
      [expect.stringMatching(/there is no provider instance "man"\. Did you mean main\?/)],
    ],
  ])('%#', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

const page = (target: string, minute: number, more: Partial<SimulatedPage> = {}): SimulatedPage => ({
  at: NOW + minute * MINUTE,
  afterMs: minute * MINUTE,
  target,
  label: target,
  step: 1,
  steps: 1,
  round: 1,
  schedules: [],
  ways: ['main/@x'],
  ...more,
});

const OUTCOME: Outcome = {
  severity: 'SEV-1',
  at: NOW,
  pages: [
    page('person:ana', 0, { schedules: ['primary'] }),
    page('person:ben', 5),
    page('person:cy', 5, { ways: [] }),
    page('person:ana', 15),
  ],
  told: [{ at: NOW, afterMs: 0, target: 'channel:main/#incidents' }],
  acts: [],
  runs: [],
  offered: [],
  events: [
    {
      type: 'sla_breached',
      clock: 'acknowledge',
      dueAt: NOW + 10 * MINUTE,
      at: NOW + 10 * MINUTE,
      sequence: 1,
      by: { id: 'muster', name: 'Muster' },
    },
  ],
  end: 'nothing follows',
  endsAt: NOW + 60 * MINUTE,
};

describe('judge', () => {
  const judged = (...expectations: object[]): string[] => {
    const expected = expectations.map((expectation, line) => ({ expectation, line }));
    const test: PolicyTest = { name: '', line: 1, zone: 'UTC', scenario: { at: NOW, acts: [] }, expected };
    return judge(test, OUTCOME, config.teams).map(({ found }) => found);
  };

  test.each<[object[], string[]]>([
    [[{ pages: 'person:ana' }], []],
    [
      [
        { pages: 'person:ana', within: 0 },
        { then: 'person:ben', within: 5 * MINUTE },
      ],
      [],
    ],
    [[{ pages: 'person:ben' }, { then: 'person:ana' }], []],
    [[{ pages: 'person:ben', within: 4 * MINUTE }], ['person:ben is paged at +5m']],
    [[{ pages: 'person:ana', notBefore: 16 * MINUTE }], ['person:ana is paged at +0m, +15m']],
    [
      [{ pages: 'person:ana', notBefore: MINUTE }, { then: 'person:ben' }],
      ['person:ben is paged at +5m; what was expected before is met at +15m'],
    ],
    [[{ pages: 'person:cy' }], ['person:cy cannot be reached']],
    [[{ pages: 'channel:main/#incidents' }], ['channel:main/#incidents is never paged']],
    [[{ pages: 'schedule:primary' }], []],
    [[{ pages: 'schedule:primary', notBefore: MINUTE }], ['person:ana is paged at +0m']],
    [[{ pages: 'team:core', within: 5 * MINUTE }], []],
    [[{ pages: 'team:core', within: 0 }], ['person:ben is paged at +5m']],
    [[{ pages: 'nobody' }], ['person:ana is paged at +0m']],
    [[{ pages: 'nobody', notBefore: 16 * MINUTE }], []],
    [[{ never: 'person:cy' }], []],
    [[{ never: 'person:ben' }], ['person:ben hears of it at +5m']],
    [[{ never: 'person:ben', within: 4 * MINUTE }], []],
    [[{ never: 'channel:main/#incidents' }], ['channel:main/#incidents hears of it at +0m']],
    [[{ tells: 'channel:main/#incidents' }], []],
    [[{ tells: 'channel:main/#general' }], ['it never hears of it']],
    [[{ breaches: 'acknowledge' }, { keeps: 'resolve' }], []],
    [[{ keeps: 'acknowledge' }], ['it is missed at +10m']],
    [[{ keeps: 'acknowledge', within: 9 * MINUTE }], []],
    [[{ breaches: 'resolve' }], ['it is not missed']],
  ])('%j', (expectations, found) => {
    expect(judged(...expectations)).toEqual(found);
  });
});

describe('results', () => {
  const failures: Failure[] = [
    { line: 8, expected: 'pages: person:ana', found: 'person:ana is never paged' },
  ];
  const results = [
    { file: 'a.yaml', name: 'Day', line: 1, ms: 20, failures: [], plan: [] },
    { file: 'a.yaml', name: 'Night <&"\u0007>', line: 7, ms: 1_230, failures, plan: ['SEV-1', '+0m'] },
  ];

  test('are told with the plan that was found', () => {
    expect(verdictLines(results)).toEqual([
      'ok    Day',
      'FAIL  Night <&"\u0007>  (a.yaml:7)',
      '        a.yaml:8: expected pages: person:ana',
      '          person:ana is never paged',
      '        The plan found:',
      '          SEV-1',
      '          +0m',
      '2 tests, 1 failed',
    ]);
  });

  test('are written as JUnit XML', () => {
    expect(junit(results)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="muster test" tests="2" failures="1" time="1.250">
  <testsuite name="a.yaml" tests="2" failures="1" time="1.250">
    <testcase name="Day" classname="a.yaml" file="a.yaml" line="1" time="0.020"/>
    <testcase name="Night &lt;&amp;&quot;&gt;" classname="a.yaml" file="a.yaml" line="7" time="1.230">
      <failure message="line 8: expected pages: person:ana; person:ana is never paged">line 8: expected pages: person:ana; person:ana is never paged

SEV-1
+0m</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
  });
});

test('the example file can be used with the example configuration', () => {
  const text = readFileSync('muster.example.yaml', 'utf8');
  const hook = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const env = new Proxy(
    {},
    {
      get: (_known, name) =>
        ['OPS_HOOK_SECRET', 'GITLAB_SIGNING_TOKEN'].includes(String(name))
          ? hook
          : `xoxb-${String(name)}-${'x'.repeat(40)}`,
    },
  );
  const { config: example, problems } = checkText(text, 'muster.example.yaml', env, PLATFORMS);
  expect(problems).toEqual([]);
  const read = readTests(readFileSync('muster.test.example.yaml', 'utf8'), example!, NOW);
  expect(read).not.toHaveProperty('problems');
});
