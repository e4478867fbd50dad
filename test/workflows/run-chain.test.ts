import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createRunChainActivities } from '../../activities/run-chain.ts';
import { createRunActivities, type BoundRunner } from '../../activities/run.ts';
import type { RunSeen } from '../../activities/run-showing.ts';
import type { RunStep } from '../../src/action/step.ts';
import type { RunnerOutcome } from '../../src/action/runner.ts';
import type { Run, RunOrder } from '../../src/action/run.ts';
import { runWorkflowId, type RunId } from '../../src/action/run-id.ts';
import type { Catalogue } from '../../src/action/catalogue.ts';
import { PLATFORMS } from '../../src/chat/platforms.ts';
import { checkText } from '../../src/config/load.ts';
import { bindRunner } from '../../src/wiring/worker/runners.ts';
import { cancelUpdate, RUN_WORKFLOW } from '../../workflows/run/messages.ts';
import { eventually } from '../harness/eventually.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const ANA = { id: 'ana', name: 'Ana' };
const SECRET = 'hunter2-of-the-test';

/** Actions by which chains are made in tests: whatever they are said to do. */
const ACTIONS = `
chat: {main: {platform: sandbox}}
actions:
  core.local:
    runner: http
    url: https://api.example.com/
    retry: {attempts: 1}
    parameters: {cmd: {required: true}, port: {type: integer}, tags: {type: array}}
  core.again:
    runner: http
    url: https://api.example.com/
    retry: {attempts: 3}
    parameters: {cmd: {}}
  core.locked:
    runner: http
    url: https://api.example.com/
    parameters: {cmd: {}, token: {secret: true, default: '\${TOKEN}'}}
`;

let number = 0;
let queue: string;
let stop: () => Promise<void>;
/** What is run, and with what, in order. */
let ran: { action: string; parameters: Readonly<Record<string, unknown>>; key: string }[];
let outcomes: Map<string, RunnerOutcome[]>;
let printing: Map<string, string>;
let begins: string[];
let recorded: Run[];
let outputs: (RunSeen & { readonly step?: RunStep })[];
let hold: ((signal: AbortSignal) => Promise<RunnerOutcome>) | undefined;
let chains: string;

const done = (result: unknown): RunnerOutcome => ({ status: 'succeeded', result });
const broken = (message = 'It broke.', mayRepeat = false): RunnerOutcome => ({
  status: 'failed',
  code: 'broken',
  message,
  mayRepeat,
});
/** @param of outcomes of an action, one for each time that it is run; the last for all further times. */
const comesTo = (action: string, ...of: RunnerOutcome[]): void => void outcomes.set(action, of);

let read: { readonly of: string; readonly catalogue: Catalogue } | undefined;

function catalogue(): Catalogue {
  if (read?.of === chains) return read.catalogue;
  const env = { TOKEN: SECRET };
  const { config, problems } = checkText(ACTIONS + chains, 'muster.yaml', env, PLATFORMS);
  if (!config) throw new Error(problems.map(({ path, message }) => `${path} ${message}`).join('\n'));
  read = { of: chains, catalogue: config.catalogue };
  return config.catalogue;
}

function runnerOf(order: RunOrder): BoundRunner {
  const action = catalogue().actions.get(order.action);
  if (!action) throw new Error(`there is no ${order.action}`);
  if (action.runner.kind === 'chain')
    return bindRunner(
      { order, action },
      {
        allowed: { programs: [], folders: [] },
        records: '',
        now: Date.now,
        redact,
        incidents: () => () => Promise.reject(new Error('no incident is meant')),
      },
    );
  const repeatable = true;
  const run: Extract<BoundRunner, { kind: 'here' }>['run'] = ({ idempotencyKey: key, print, signal }) => {
    ran.push({ action: order.action, parameters: order.parameters, key });
    const printed = printing.get(order.action);
    if (printed !== undefined) print({ stream: 'stdout', text: printed });
    if (hold) return hold(signal);
    const list = outcomes.get(order.action) ?? [done({})];
    return Promise.resolve((list.length > 1 ? list.shift() : list[0]) as RunnerOutcome);
  };
  return { kind: 'here', repeatable, run };
}

const redact = (text: string): string => text.replaceAll(SECRET, '[redacted]');

beforeEach(async () => {
  queue = `chains-${++number}`;
  [ran, recorded, outputs, begins] = [[], [], [], []];
  outcomes = new Map();
  printing = new Map();
  [hold, chains] = [undefined, ''];
  const runs = createRunActivities({
    runner: runnerOf,
    output: {
      begin: (_tenant, run, attempt) => ({
        print: ({ text }) => begins.push(`${run} ${attempt}: ${text}`),
        end: () => Promise.resolve(),
      }),
    },
    save: (run) => Promise.resolve(void recorded.push(run)),
    fit: (outcome) => JSON.parse(redact(JSON.stringify(outcome))) as RunnerOutcome,
    now: Date.now,
  });
  stop = await temporal.work(queue, {
    ...new RecordingActivities().implementation,
    ...runs,
    ...createRunChainActivities({ known: () => ({ action: (ref) => catalogue().actions.get(ref), redact }) }),
    showRun: () => Promise.resolve({ channel: 'C1', id: '1.1' }),
    showRunOutput: (seen) => {
      outputs.push(seen);
      return Promise.resolve({ channel: 'C1', id: `of ${seen.step?.place}` });
    },
    runRoutes: () => Promise.resolve([]),
  });
});
afterEach(() => stop());

async function begin(parameters: Readonly<Record<string, unknown>> = {}): Promise<WorkflowHandle> {
  const id: RunId = `RUN-${++number}`;
  const order: RunOrder = {
    tenant: 'default',
    id,
    action: 'my.chain',
    parameters,
    asked: { by: ANA, at: await temporal.env.currentTimeMs() },
    origin: { instance: 'main', channel: 'C1' },
    plan: { timeoutMs: 30_000, attempts: 1, retryMs: 1_000 },
  };
  return temporal.env.client.workflow.start(RUN_WORKFLOW, {
    workflowId: runWorkflowId(queue, id),
    taskQueue: queue,
    args: [order],
  });
}
const result = (handle: WorkflowHandle): Promise<Run> => handle.result() as Promise<Run>;
const run = async (parameters?: Readonly<Record<string, unknown>>): Promise<Run> =>
  result(await begin(parameters));
const commands = (): unknown[] => ran.map(({ parameters }) => parameters.cmd);
const stepsOf = ({ steps = [] }: Run): string[] =>
  steps.map(({ place, task, action, status }) => `${place} ${task} ${action}: ${status}`);

test('the tasks of StackStorm’s first example follow each other by `on-success`, from `default` on', async () => {
  chains = `
  my.chain:
    runner: chain
    chain:
      - {name: c2, ref: core.local, parameters: {cmd: 'echo second'}, on-success: c3, on-failure: c4}
      - {name: c1, ref: core.local, params: {cmd: 'echo first'}, on-success: c2, on-failure: c4}
      - {name: c3, ref: core.local, parameters: {cmd: 'echo third'}, on-failure: c4}
      - {name: c4, ref: core.local, parameters: {cmd: 'echo broken'}}
    default: c1
`;
  const ended = await run();
  expect(ended.status).toBe('succeeded');
  expect(commands()).toEqual(['echo first', 'echo second', 'echo third']);
  expect(ended.result).toEqual({
    published: {},
    tasks: ['c1', 'c2', 'c3'].map((name) => ({ name, state: 'succeeded', result: {} })),
  });
  expect(stepsOf(ended)).toEqual([
    '1 c1 core.local: succeeded',
    '2 c2 core.local: succeeded',
    '3 c3 core.local: succeeded',
  ]);
});

test('input, variables, results and what is published pass down as in StackStorm’s examples, with their types', async () => {
  chains = `
  my.chain:
    runner: chain
    parameters: {input1: {type: string}, absent: {}}
    vars: {domain: 'example.{{ input1 }}', port: 9101}
    chain:
      - name: c1
        ref: core.local
        parameters: {cmd: 'echo c1 {{ input1 }}'}
        publish: {url_1: 'http://{{ c1.hosts[0].name }}.{{ domain }}:{{ port }}', all: '{{ c1.hosts }}'}
        on-success: c2
      - name: c2
        ref: core.local
        parameters: {cmd: '{{ url_1 }} and {{ __results.c1.stdout }}', port: '{{ port }}', tags: '{{ all | map(attribute="name") | list }}'}
        on-success: c3
      - {name: c3, ref: core.local, parameters: {cmd: 'by {{ action_context.user }}', port: '{{ absent }}'}}
`;
  comesTo('core.local', done({ hosts: [{ name: 'db1' }, { name: 'db2' }], stdout: 'out' }));
  const ended = await run({ input1: 'org' });
  expect(ended.failure).toBeUndefined();
  expect(ran.map(({ parameters }) => parameters)).toEqual([
    { cmd: 'echo c1 org' },
    { cmd: 'http://db1.example.org:9101 and out', port: 9101, tags: ['db1', 'db2'] },
    { cmd: 'by Ana' },
  ]);
  expect((ended.result as { published: unknown }).published).toEqual({
    url_1: 'http://db1.example.org:9101',
    all: [{ name: 'db1' }, { name: 'db2' }],
  });
});

test('a task that fails leads to `on-failure`, and the chain ends as the last task does', async () => {
  chains = `
  my.chain:
    runner: chain
    chain:
      - {name: deploy, ref: core.again, parameters: {cmd: x}, on-success: never, on-failure: roll_back}
      - {name: never, ref: core.local, parameters: {cmd: y}}
      - {name: roll_back, ref: core.local, parameters: {cmd: 'because of {{ deploy.error }}'}}
`;
  comesTo('core.again', broken('No room.'));
  const well = await run();
  expect(well.status).toBe('succeeded');
  expect(commands()).toEqual(['x', 'because of No room.']);
  expect(well.result).toMatchObject({ tasks: [{ name: 'deploy', state: 'failed' }, { state: 'succeeded' }] });

  comesTo('core.local', broken('No way back.'));
  const badly = await run();
  expect(badly).toMatchObject({
    status: 'failed',
    failure: { code: 'broken', message: 'The task roll_back (core.local) failed: No way back.' },
    result: { error: expect.stringContaining('No way back.') as string, tasks: [{ name: 'deploy' }, {}] },
  });
});

test('tasks of which none names a successor follow each other, until one fails', async () => {
  chains = `
  my.chain:
    runner: chain
    chain:
      - {name: a, ref: core.local, parameters: {cmd: a}}
      - {name: b, ref: core.again, parameters: {cmd: b}}
      - {name: c, ref: core.local, parameters: {cmd: c}}
`;
  expect((await run()).status).toBe('succeeded');
  expect(commands()).toEqual(['a', 'b', 'c']);
  comesTo('core.again', broken());
  const broke = await run();
  expect(broke.status).toBe('failed');
  expect(broke.failure?.message).toBe('The task b (core.again) failed: It broke.');
  expect(commands()).toEqual(['a', 'b', 'c', 'a', 'b']);
});

test('a task whose `when` renders false is skipped, and what follows it follows', async () => {
  chains = `
  my.chain:
    runner: chain
    parameters: {count: {type: integer}}
    chain:
      - {name: a, ref: core.local, parameters: {cmd: a}}
      - {name: b, ref: core.local, parameters: {cmd: b}, when: '{{ count > 3 }}'}
      - {name: c, ref: core.local, parameters: {cmd: c}, when: '{% if count < 3 %}yes{% endif %}'}
`;
  const ended = await run({ count: 2 });
  expect(commands()).toEqual(['a', 'c']);
  expect(stepsOf(ended)).toContain('2 b core.local: skipped');
  expect(ended.result).toMatchObject({ tasks: [{}, { name: 'b', state: 'skipped' }, {}] });
});

test('each task is tried again as its action says, under a key of its own, and keeps apart what it prints', async () => {
  chains = `
  my.chain:
    runner: chain
    chain:
      - {name: a, ref: core.again, parameters: {cmd: a}}
      - {name: b, ref: core.local, parameters: {cmd: b}}
`;
  comesTo('core.again', broken('Busy.', true), done({}));
  printing.set('core.again', 'hello').set('core.local', 'bye');
  const ended = await run();
  expect(ended.steps).toMatchObject([{ attempts: 2, status: 'succeeded' }, { attempts: 1 }]);
  const key = runWorkflowId('default', ended.id);
  expect(ran.map((one) => one.key)).toEqual([`${key}/1`, `${key}/1`, `${key}/2`]);
  expect(begins).toEqual([`${ended.id}/1 1: hello`, `${ended.id}/1 2: hello`, `${ended.id}/2 1: bye`]);
  const last = outputs.filter(({ step }) => step?.place === '1').at(-1);
  expect(last).toMatchObject({ step: { status: 'succeeded', attempts: 2 } });
  expect(outputs.filter(({ step, posted }) => step?.place === '2' && posted?.id === 'of 1')).toEqual([]);
});

test('a chain within a chain is one of its tasks, with its own parameters, steps and result', async () => {
  chains = `
  my.inner:
    runner: chain
    parameters: {date: {required: true}}
    chain:
      - {name: say, ref: core.local, parameters: {cmd: 'echo {{ date }}'}, publish: {said: '{{ say.stdout }}'}}
  my.chain:
    runner: chain
    chain:
      - {name: task1, ref: core.local, parameters: {cmd: date}, on-success: task2}
      - {name: task2, ref: my.inner, parameters: {date: '{{ task1.stdout }}'}, on-success: task3}
      - {name: task3, ref: core.local, parameters: {cmd: '{{ task2.published.said }}'}}
`;
  comesTo('core.local', done({ stdout: 'today' }));
  const ended = await run();
  expect(commands()).toEqual(['date', 'echo today', 'today']);
  expect(stepsOf(ended)).toEqual([
    '1 task1 core.local: succeeded',
    '2 task2 my.inner: succeeded',
    '2.1 say core.local: succeeded',
    '3 task3 core.local: succeeded',
  ]);
});

test.each([
  ['names what is not there', "{cmd: 'rm {{ a.folder }}/x'}", /`a\.folder` is not there/],
  [
    'gives what the action does not take',
    "{cmd: x, port: '{{ a.stdout }}'}",
    /`port` must be a whole number/,
  ],
])('a task that %s is not run, and the chain ends there', async (_what, parameters, message) => {
  chains = `
  my.chain:
    runner: chain
    chain:
      - {name: a, ref: core.local, parameters: {cmd: a}, on-success: b}
      - {name: b, ref: core.local, parameters: ${parameters}, on-failure: c}
      - {name: c, ref: core.local, parameters: {cmd: c}}
`;
  comesTo('core.local', done({ stdout: 'no number' }));
  const ended = await run();
  expect(commands()).toEqual(['a']);
  expect(ended).toMatchObject({ status: 'failed', failure: { code: 'bad_parameter' } });
  expect(ended.failure?.message).toMatch(message);
  expect(stepsOf(ended).at(-1)).toBe('2 b core.local: failed');
});

test('tasks that follow each other without end are ended', async () => {
  chains = `
  my.chain:
    runner: chain
    chain:
      - {name: a, ref: core.local, parameters: {cmd: a}, on-success: b}
      - {name: b, ref: core.local, parameters: {cmd: b}, on-success: a}
`;
  const ended = await run();
  expect(ended).toMatchObject({ status: 'failed', failure: { code: 'too_many_steps' } });
  expect(ran).toHaveLength(100);
});

test('who cancels a chain ends the task that runs, and no other begins', async () => {
  chains = `
  my.chain:
    runner: chain
    chain:
      - {name: a, ref: core.local, parameters: {cmd: a}, on-success: b, on-failure: c}
      - {name: b, ref: core.local, parameters: {cmd: b}}
      - {name: c, ref: core.local, parameters: {cmd: c}}
`;
  hold = (signal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        resolve({ status: 'cancelled', code: 'cancelled', message: 'It was ended.', mayRepeat: false });
      });
    });
  const handle = await begin();
  await eventually('it runs', () => ran.length === 1);
  await handle.executeUpdate(cancelUpdate, {
    args: [{ by: ANA, at: await temporal.env.currentTimeMs() }],
  });
  const ended = await result(handle);
  expect(ended).toMatchObject({ status: 'cancelled', result: { tasks: [{ name: 'a', state: 'canceled' }] } });
  expect(commands()).toEqual(['a']);
});

test('another worker takes a chain over where the first has left it, and makes none of its tasks again', async () => {
  chains = `
  my.chain:
    runner: chain
    chain:
      - {name: a, ref: core.local, parameters: {cmd: a}, publish: {kept: '{{ a.stdout }}'}}
      - {name: b, ref: core.again, parameters: {cmd: '{{ kept }}'}}
`;
  let letGo = (): void => undefined;
  hold = () =>
    ran.length === 1
      ? Promise.resolve(done({ stdout: 'still here' }))
      : new Promise((resolve) => {
          letGo = () => resolve(done({ stdout: 'done' }));
        });
  const handle = await begin();
  await eventually('the second task runs', () => ran.length === 2);
  // Whoever takes it over comes by what was done until now to where it stands, and by nothing else.
  const histories = [{ workflowId: handle.workflowId, history: await handle.fetchHistory() }];
  const workflowBundle = { codePath: inject('workflowBundle') };
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, histories))
    expect(error).toBeUndefined();
  letGo();
  expect((await result(handle)).status).toBe('succeeded');
  expect(commands()).toEqual(['a', 'still here']);
});

test('no secret of the actions that it runs stands in the history of a chain', async () => {
  chains = `
  my.chain:
    runner: chain
    chain:
      - {name: a, ref: core.locked, parameters: {cmd: a}, on-success: b}
      - {name: b, ref: core.local, parameters: {cmd: 'got {{ a.stdout }}'}}
`;
  comesTo('core.locked', done({ stdout: `token ${SECRET}` }));
  const handle = await begin();
  expect((await result(handle)).status).toBe('succeeded');
  expect(commands()).toEqual(['a', 'got token [redacted]']);
  const decoded = JSON.stringify(await handle.fetchHistory()).replace(
    /"data":"([^"]*)"/g,
    (_, data: string) => Buffer.from(data, 'base64').toString('utf8'),
  );
  expect(decoded.includes('core.locked')).toBe(true);
  expect(decoded.includes(SECRET)).toBe(false);
});

test('a chain in which a secret stands is not begun', async () => {
  chains = `
  my.chain:
    runner: chain
    vars: {key: '\${TOKEN}'}
    chain:
      - {name: a, ref: core.local, parameters: {cmd: '{{ key }}'}}
`;
  const ended = await run();
  expect(ended.status).toBe('failed');
  expect(ended.failure?.message).toContain('a secret stands in the chain');
  expect(ran).toEqual([]);
});

test('what a chain cannot hand on to later tasks ends it, and says by name what did not fit', async () => {
  chains = `
  my.chain:
    runner: chain
    chain:
      - {name: a, ref: core.local, parameters: {cmd: a}, publish: {log_of_a: '{{ a.stdout }}'}, on-success: b}
      - {name: b, ref: core.local, parameters: {cmd: b}, publish: {n: '{{ b.n }}', log_of_b: '{{ b.stdout }}'}, on-success: c}
      - {name: c, ref: core.local, parameters: {cmd: c}}
`;
  comesTo('core.local', done({ stdout: 'x'.repeat(60_000), n: 1 }));
  const ended = await run();
  expect(ended).toMatchObject({
    status: 'failed',
    failure: {
      code: 'too_large',
      message: expect.stringMatching(
        /^What the task b \(core\.local\) is to publish does not fit: `log_of_b` takes 60002 bytes/,
      ) as string,
    },
    result: { published: { log_of_a: 'x'.repeat(60_000) } },
  });
  expect(commands()).toEqual(['a', 'b']);
});

test('a task is not run without what it refers to of results that are too large together, and says which', async () => {
  chains = `
  my.chain:
    runner: chain
    chain:
      - {name: a, ref: core.local, parameters: {cmd: a}, on-success: b}
      - {name: b, ref: core.local, parameters: {cmd: b}, on-success: c}
      - {name: c, ref: core.local, parameters: {cmd: c}, on-success: d}
      - {name: d, ref: core.local, parameters: {cmd: '{{ c.n }}'}, on-success: e}
      - {name: e, ref: core.local, parameters: {cmd: '{{ a.stdout[0] }}{{ b.stdout[0] }}{{ c.stdout[0] }}'}}
`;
  comesTo('core.local', done({ stdout: 'x'.repeat(100_000), n: 3 }));
  const ended = await run();
  expect(ended.failure).toEqual({
    code: 'too_large',
    message: expect.stringMatching(
      /^The task e \(core\.local\) cannot be run: it refers to `c\.stdout`, of which not all was kept/,
    ) as string,
  });
  expect(commands()).toEqual(['a', 'b', 'c', 3]);
});
