import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import type { RunbookSource } from '../../src/runbook/order.ts';
import type { AutomaticRule, Runbook } from '../../src/runbook/runbook.ts';
import { createSimulator } from '../../src/simulation/machine/simulator.ts';
import { loadWorkflowVm } from '../../src/simulation/machine/sdk-vm.ts';
import { runVirtually, SimulationFailed } from '../../src/simulation/machine/virtual-run.ts';
import type { Outcome } from '../../src/simulation/outcome.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { tableOf } from '../../src/simulation/table.ts';
import { INCIDENT_WORKFLOW } from '../../workflows/incident/messages.ts';
import { inputOf, type DeclareWords } from '../harness/declare.ts';
import { person } from '../harness/plan.ts';
import { catalogueOf } from '../http/catalogue.ts';
import '../harness/seed.ts';

const AT = Date.parse('2026-11-22T02:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function simulate(
  words: DeclareWords,
  scenario: Partial<Scenario> = {},
  runbooks?: RunbookSource,
): Promise<Outcome> {
  const { declaration, plan, routing } = inputOf('INC-1', words);
  return createSimulator({
    bundle: inject('workflowBundle'),
    planFor: () => ({
      severity: declaration.severity,
      ...(words.service && { service: words.service }),
      plan,
      routing,
    }),
    runbooks: () => runbooks,
    redact: (text) => text,
    schedule: () => undefined,
    hours: () => undefined,
    overrides: () => Promise.resolve([]),
    person: (_tenant, id) => Promise.resolve(person(id)),
  })('default', { at: AT, acts: [], ...scenario });
}

const pages = ({ pages }: Outcome): string[] =>
  pages.map(({ target, afterMs }) => `${target} at ${afterMs / MINUTE}m`);

test('the SDK is the one whose inside is known', () => {
  const file = createRequire(import.meta.url).resolve('@temporalio/worker/package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  // After raising it: read src/simulation/machine/sdk-vm.ts beside the SDK's lib/workflow/vm.js, then change this.
  expect(version).toBe('1.24.0');
});

test('the same comes to the same', async () => {
  const words = { policy: { steps: [['ana', '5m']], repeat: 2 } } as const;
  expect(await simulate(words)).toEqual(await simulate(words));
});

test('who acts is whoever was paged last, unless somebody is named', async () => {
  const words = {
    policy: {
      steps: [
        ['ana', '5m'],
        ['ben', '5m'],
      ],
    },
  } as const;
  const ack = { afterMs: 7 * MINUTE, command: { name: 'ack' } } as const;
  const [last, named] = [
    await simulate(words, { acts: [ack] }),
    await simulate(words, { acts: [{ ...ack, by: 'cy' }] }),
  ];
  expect(last.acts).toMatchObject([{ command: 'ack', by: 'ben' }]);
  expect(named.acts).toMatchObject([{ command: 'ack', by: 'cy' }]);
});

test('what is due at the moment of an act happens before it', async () => {
  const acts = [{ afterMs: 5 * MINUTE, command: { name: 'ack' } }] as const;
  const outcome = await simulate(
    {
      policy: {
        steps: [
          ['ana', '5m'],
          ['ben', '5m'],
        ],
      },
    },
    { acts },
  );
  expect(pages(outcome)).toEqual(['person:ana at 0m', 'person:ben at 5m']);
});

test('what the incident refuses is told with its reason', async () => {
  const acts = [{ afterMs: MINUTE, command: { name: 'reopen' } }] as const;
  const outcome = await simulate({ policy: { steps: [['ana', '5m']] } }, { acts });
  expect(outcome.acts).toMatchObject([
    { command: 'reopen', refused: expect.stringMatching(/\w+/) as string },
  ]);
});

test('nobody to page: it says so and ends', async () => {
  const outcome = await simulate({});
  expect(outcome).toMatchObject({ pages: [], end: 'nothing follows' });
  expect(outcome.events.map(({ type }) => type)).toContain('nobody_paged');
  expect(outcome.told).toEqual([{ at: AT, afterMs: 0, target: 'channel:main/#critical' }]);
});

test('what goes on for longer is cut off, and what would never end, which lets the process do other things', async () => {
  const long = { policy: { steps: [['ana', '20h']], repeat: 50 } } as const;
  expect(await simulate(long)).toMatchObject({ end: 'time', endsAt: AT + 7 * DAY });
  const endless = { policy: { steps: [['ana', '1s']], repeat: 5_000 } } as const;
  let turns = 0;
  const other = setInterval(() => turns++, 5);
  const before = performance.now();
  const outcome = await simulate(endless);
  const tookMs = performance.now() - before;
  clearInterval(other);
  expect(outcome.end).toBe('too much');
  expect(turns).toBeGreaterThan(tookMs / 200);
  expect(outcome.pages.length).toBeGreaterThan(100);
});

describe('runVirtually', () => {
  const run = async (notes: number, perform: (activity: string) => Promise<unknown>) => {
    const vm = await loadWorkflowVm(inject('workflowBundle'));
    return runVirtually(vm, {
      type: INCIDENT_WORKFLOW,
      workflowId: 'default:incident:INC-1',
      input: inputOf('INC-1', { policy: { steps: [['ana', '60m']], repeat: 1 } }),
      at: AT,
      until: AT + DAY,
      updates: Array.from({ length: notes }, (_, n) => ({
        at: AT + n * 1_000,
        name: 'note',
        argument: () => ({ text: `note ${n}`, by: { id: 'ana', name: 'ana' }, deliveryId: `delivery ${n}` }),
      })),
      perform,
      mostTurns: 10_000,
    });
  };

  test('goes on in the next run where the workflow continues as new', async () => {
    const paged: string[] = [];
    const end = await run(520, (activity) => {
      if (activity === 'page') paged.push(activity);
      return Promise.resolve(activity === 'loudAccounts' ? [] : { channel: '#x', id: 'x' });
    });
    expect(end.why).toBe('rests');
    expect(end.answers).toHaveLength(520);
    expect(end.answers.filter((answer) => 'refused' in answer)).toEqual([]);
    expect(paged).toHaveLength(2);
  });

  test('fails where what it is asked to do fails', async () => {
    const failing = run(0, (activity) => Promise.reject(new SimulationFailed(`no ${activity}`)));
    await expect(failing).rejects.toThrow(/^no /);
  });
});

/** A step as the model has it: whom it pages, and how long it waits in minutes. */
type Step = readonly [people: readonly string[], wait: number];

/** When everybody is paged by rights: steps one after the other, over and over, until an acknowledgement or the end. */
function byRights(steps: readonly Step[], repeat: number, ackAt: number): string[] {
  const due: string[] = [];
  let minute = 0;
  for (let round = 0; round <= repeat; round++) {
    for (const [people, wait] of steps) {
      if (minute > ackAt) return due;
      for (const one of new Set(people)) due.push(`person:${one} at ${minute}m`);
      minute += wait;
    }
  }
  return due;
}

test('random policies page as a model of a few lines says', async () => {
  const steps = fc.array(
    fc.tuple(
      fc.array(fc.constantFrom('ana', 'ben', 'cy', 'dora'), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 90 }),
    ),
    { minLength: 1, maxLength: 4 },
  );
  const ackAt = fc.option(fc.integer({ min: 0, max: 200 }), { nil: Infinity });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 0, max: 3 }), ackAt, async (some, repeat, after) => {
      const policy = {
        steps: some.map(([people, wait]) => [[...new Set(people)], `${wait}m`] as const),
        repeat,
      };
      const acts = Number.isFinite(after)
        ? [{ afterMs: after * MINUTE, command: { name: 'ack' as const }, by: 'ana' }]
        : [];
      expect(pages(await simulate({ policy }, { acts }))).toEqual(byRights(some, repeat, after));
    }),
    { numRuns: 25 },
  );
});

describe('runbooks', () => {
  const runbook = (name: string, more: Partial<Runbook> = {}, rule?: Partial<AutomaticRule>): Runbook => ({
    name,
    title: `Do ${name}`,
    runs: { action: 'ops.restart' },
    parameters: { host: '{{ incident.service }}', why: '{{ incident.severity }}' },
    statuses: ['open', 'acknowledged', 'mitigated'],
    button: true,
    ...(rule && {
      automatic: {
        rule: { on: ['declare'], private: false, mostPerIncident: 1, ...rule },
        rate: { count: 10, perMs: DAY },
      },
    }),
    ...more,
  });
  const source = (...all: Runbook[]): RunbookSource => ({
    catalogue: catalogueOf({
      'ops.restart': {
        formats: [],
        parameters: {
          host: { type: 'string', required: true },
          why: { type: 'string' },
          password: { type: 'string', secret: true, default: 'hunter2' },
        },
      },
      'ops.scale': { formats: [], approval: { people: [], withinMs: MINUTE } },
    }),
    runbooks: new Map(all.map((one) => [one.name, one])),
  });
  const WORDS = {
    service: 'checkout',
    policy: {
      steps: [
        ['ana', '5m'],
        ['ben', '5m'],
      ],
    },
  } as const;
  const resolves = { acts: [{ afterMs: 12 * MINUTE, command: { name: 'resolve' } }] } as const;

  test('that are run by themselves are told with what they are given, and why others are not', async () => {
    const outcome = await simulate(
      WORDS,
      resolves,
      source(
        runbook('first', { services: ['checkout'] }, {}),
        runbook('elsewhere', { services: ['search'] }, {}),
        runbook('graver', {}, { severities: ['SEV-4'] }),
        runbook('more', { runs: { action: 'ops.scale' }, parameters: {} }, { on: ['escalate'] }),
        runbook('after', { parameters: { host: '{{ incident.team }}' } }, { on: ['resolve'] }),
      ),
    );
    expect(outcome.runs).toEqual([
      {
        at: AT,
        afterMs: 0,
        runbook: { name: 'first', title: 'Do first', on: 'declare' },
        action: 'ops.restart',
        parameters: { host: 'checkout', why: 'SEV-1' },
        waits: false,
      },
      {
        at: AT + 5 * MINUTE,
        afterMs: 5 * MINUTE,
        runbook: { name: 'more', title: 'Do more', on: 'escalate' },
        action: 'ops.scale',
        parameters: {},
        waits: true,
      },
    ]);
    const table = tableOf(outcome, 'UTC').join('\n');
    expect(table).toMatch(/\+0m .*Do first +runs by itself: ops\.restart host="checkout" why="SEV-1" \(/);
    expect(table).toMatch(/\+5m .*Do more +runs by itself: ops\.scale, once somebody approves it/);
    expect(table).toMatch(/\+12m .*Do after was not run, as the incident was resolved: host is not given\./);
    expect(table).not.toMatch(/elsewhere by itself|graver by itself|hunter2/);
  });

  test('that stand on the card are told, each time that they change', async () => {
    const outcome = await simulate(
      WORDS,
      resolves,
      source(
        runbook('restart', { services: ['checkout'] }),
        runbook('elsewhere', { services: ['search'] }),
        runbook('hidden', { button: false }),
        runbook('tidy', { statuses: ['resolved'] }),
      ),
    );
    expect(outcome.offered.map(({ afterMs, titles }) => [afterMs / MINUTE, ...titles])).toEqual([
      [0, 'Do restart'],
      [12, 'Do tidy'],
    ]);
    expect(outcome.runs).toEqual([]);
  });
});
