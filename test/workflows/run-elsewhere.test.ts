import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRunActivities } from '../../activities/run.ts';
import { jinja } from '../../src/action/jinja.ts';
import type { Run, RunOrder } from '../../src/action/run.ts';
import { runWorkflowId, type RunId } from '../../src/action/run-id.ts';
import {
  activityCall,
  workflowCall,
  type ActivitySettings,
  type WorkflowSettings,
} from '../../src/action/temporal-call.ts';
import { activitySettings, workflowSettings } from '../../src/runner/temporal/settings.ts';
import { cancelUpdate, RUN_WORKFLOW, runQuery } from '../../workflows/run/messages.ts';
import { eventually } from '../harness/eventually.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { theirWorker } from '../harness/their-worker.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const ANA = { id: 'ana', name: 'Ana' };

let number = 0;
let queue: string;
let theirs: string;
let settings: WorkflowSettings | ActivitySettings;
let stops: (() => Promise<void>)[];

beforeEach(async () => {
  queue = `elsewhere-${++number}`;
  theirs = `${queue}-theirs`;
  const activities = createRunActivities({
    runner: (order) => ({
      kind: 'elsewhere',
      call: () => {
        const filling = { templates: jinja, variables: order.parameters };
        return 'workflow' in settings
          ? workflowCall(settings, filling, order)
          : activityCall(settings, filling, order);
      },
    }),
    output: { begin: () => ({ print: () => undefined, end: () => Promise.resolve() }) },
    save: () => Promise.resolve(),
    fit: (outcome) =>
      JSON.parse(JSON.stringify(outcome).replaceAll('hunter2', '[redacted]')) as typeof outcome,
    now: Date.now,
  });
  stops = [
    await temporal.work(queue, {
      ...new RecordingActivities().implementation,
      ...activities,
      runRoutes: () => Promise.resolve([]),
    }),
  ];
});
afterEach(async () => {
  for (const stop of stops) await stop();
});

async function begin(parameters: Readonly<Record<string, unknown>> = {}): Promise<WorkflowHandle> {
  const id: RunId = `RUN-${++number}`;
  const order: RunOrder = {
    tenant: 'default',
    id,
    action: 'deploy.service',
    parameters,
    asked: { by: ANA, at: await temporal.env.currentTimeMs() },
    plan: { timeoutMs: 600_000, attempts: 3, retryMs: 1_000 },
  };
  return temporal.env.client.workflow.start(RUN_WORKFLOW, {
    workflowId: runWorkflowId(queue, id),
    taskQueue: queue,
    args: [order],
  });
}
const result = (handle: WorkflowHandle): Promise<Run> => handle.result() as Promise<Run>;
const cancelled = async (handle: WorkflowHandle): Promise<Run> => {
  await handle.executeUpdate(cancelUpdate, {
    args: [{ by: ANA, at: await temporal.env.currentTimeMs() }],
  });
  return result(handle);
};
const workflow = (written: object): void => {
  settings = workflowSettings.parse({ taskQueue: theirs, ...written });
};
const activity = (written: object): void => {
  settings = activitySettings.parse({ taskQueue: theirs, ...written });
};

/** Somebody's own worker with these activities, and the workflows of the harness. */
async function theyListen(
  activities: Readonly<Record<string, (...args: never[]) => unknown>> = {},
): Promise<void> {
  stops.push(await theirWorker(temporal.env, theirs, activities));
}

test("an activity of somebody's own is given what the action says, and what it returns is the result, without secrets", async () => {
  const given: unknown[][] = [];
  await theyListen({
    restart: (...args: unknown[]) => {
      given.push(args);
      return { pod: 'web-1', token: 'hunter2' };
    },
  });
  activity({ activity: 'restart', arguments: ['{{ host }}', '{{ run.id }}', { force: '{{ force }}' }] });
  const handle = await begin({ host: 'db1', force: true });
  expect(await result(handle)).toMatchObject({
    status: 'succeeded',
    result: { pod: 'web-1', token: '[redacted]' },
  });
  expect(given).toEqual([['db1', `RUN-${number}`, { force: true }]]);
});

test.each<[string, () => unknown, RegExp]>([
  ['texts', () => 'x'.repeat(2_000_000), /^The result takes 2000002 bytes of JSON, .* may take 120000/],
  ['numbers', () => Array<number>(400_000).fill(1_234), /^The result takes 2000001 bytes of JSON/],
  ['bytes', () => new Uint8Array(2_000_000), /^The result is 2000000 bytes that are no JSON/],
])(
  'what an activity returns that is more than can be kept, of %s, is said to be',
  async (_of, made, said) => {
    await theyListen({ restart: made });
    activity({ activity: 'restart' });
    const { status, result: came } = await result(await begin());
    expect(status).toBe('succeeded');
    expect(came).toMatch(said);
  },
);

test('an activity that fails says so in its own words and with its causes, as often as its own policy has it tried', async () => {
  let tries = 0;
  await theyListen({
    restart: () => {
      tries++;
      throw ApplicationFailure.create({
        message: 'db1 does not answer',
        type: 'Unreachable',
        cause: new Error('connection refused by hunter2'),
      });
    },
  });
  activity({ activity: 'restart', retry: { maximumAttempts: 2 } });
  expect(await result(await begin())).toMatchObject({
    status: 'failed',
    attempts: 1,
    failure: {
      code: 'activity_failed',
      message:
        'The activity restart failed: db1 does not answer (Unreachable): connection refused by [redacted]',
    },
  });
  expect(tries).toBe(2);
});

test('an activity that no worker takes says on which task queue it waited', async () => {
  activity({ activity: 'restart', scheduleToStartTimeout: '1s' });
  expect(await result(await begin())).toMatchObject({
    status: 'failed',
    failure: {
      code: 'no_worker',
      message: `No worker took restart within 1 second: look whether one listens to the task queue ${theirs}, and whether it is busy.`,
    },
  });
});

test('cancelling the run cancels the activity, and waits until it has ended', async () => {
  let [begun, ended] = [false, false];
  await theyListen({
    restart: async () => {
      begun = true;
      const { heartbeat, cancelled } = Context.current();
      const beat = setInterval(() => heartbeat(), 50);
      try {
        await cancelled;
      } finally {
        clearInterval(beat);
        ended = true;
      }
    },
  });
  activity({ activity: 'restart', heartbeatTimeout: '10s' });
  const handle = await begin();
  await eventually('it runs', () => begun);
  expect(await cancelled(handle)).toMatchObject({
    status: 'cancelled',
    failure: { message: 'The activity restart was cancelled.' },
  });
  expect(ended).toBe(true);
});

test("a workflow of somebody's own runs below the run, and what it returns is the result", async () => {
  await theyListen();
  workflow({
    workflow: 'deploy',
    workflowId: 'deploy-{{ service }}',
    arguments: { service: '{{ service }}' },
  });
  const handle = await begin({ service: `web-${number}` });
  expect(await result(handle)).toMatchObject({
    status: 'succeeded',
    result: { deployed: `web-${number - 1}` },
  });
});

test('a workflow that fails says so in the words of what failed in it', async () => {
  await theyListen();
  workflow({ workflow: 'failing' });
  expect(await result(await begin())).toMatchObject({
    status: 'failed',
    failure: {
      code: 'workflow_failed',
      message: `The workflow default-run-${number} failed: the image is not there (ImageMissing)`,
    },
  });
});

test('a workflow of an id that runs already is not begun, and says which', async () => {
  await theyListen();
  const workflowId = `deploy-busy-${queue}`;
  workflow({ workflow: 'waiting', workflowId, executionTimeout: '1h' });
  const first = await begin();
  await eventually('the first runs', async () => {
    const { status } = await temporal.env.client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  });
  const second = await begin();
  // Waiting for its result would let the clock jump, over the time of the first as well.
  const refused = await eventually('the second is over', async () => {
    const run = await second.query(runQuery);
    return run.endedAt !== undefined && run;
  });
  expect(refused).toMatchObject({
    status: 'failed',
    failure: {
      code: 'already_running',
      message: `A workflow of the id ${workflowId} runs already: wait until it has ended, or cancel it.`,
    },
  });
  expect(await cancelled(first)).toMatchObject({ status: 'cancelled' });
});

test('a workflow that takes too long is ended, and says where to look if it never began', async () => {
  await theyListen();
  workflow({ workflow: 'waiting', executionTimeout: '10m' });
  expect(await result(await begin())).toMatchObject({
    status: 'timed_out',
    failure: {
      message: `The workflow default-run-${number} took longer than 10 minutes (\`executionTimeout\`). If it never began: look whether a worker listens to the task queue ${theirs}.`,
    },
  });
});

test('a workflow that is to go on does when the run is cancelled', async () => {
  await theyListen();
  const workflowId = `deploy-on-${queue}`;
  workflow({ workflow: 'lasting', workflowId, executionTimeout: '2h', cancellation: 'abandon' });
  const handle = await begin();
  const child = temporal.env.client.workflow.getHandle(workflowId);
  await eventually('it runs', async () => (await child.describe()).historyLength > 3);
  expect(await cancelled(handle)).toMatchObject({
    status: 'cancelled',
    failure: { message: `The workflow ${workflowId} goes on: its \`cancellation\` is abandon.` },
  });
  expect(await child.result()).toBe('done');
});

test('parameters that make no call of it are refused, and nothing is called', async () => {
  workflow({ workflow: 'deploy', workflowId: 'deploy-{{ service }}' });
  expect(await result(await begin({ service: 'default:incident' }))).toMatchObject({
    status: 'failed',
    failure: { code: 'bad_parameter' },
  });
});
