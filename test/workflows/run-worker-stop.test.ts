import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRunActivities, type BoundRunner } from '../../activities/run.ts';
import type { Activities } from '../../activities/index.ts';
import type { RunnerOutcome } from '../../src/action/runner.ts';
import type { Run, RunOrder } from '../../src/action/run.ts';
import { runWorkflowId } from '../../src/action/run-id.ts';
import { RUN_WORKFLOW } from '../../workflows/run/messages.ts';
import { eventually } from '../harness/eventually.ts';
import { realTime } from '../harness/real-time.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';

const temporal = realTime();
const TASK_QUEUE = 'runs';
const succeeded: RunnerOutcome = { status: 'succeeded', result: {} };

let tries: number;
let mayRepeat: boolean;
let activities: Activities;
let stop: () => Promise<void>;

/** Ends when it is told to, as a program does that heeds SIGTERM; at the second attempt at once. */
const run: Extract<BoundRunner, { kind: 'here' }>['run'] = ({ signal }) =>
  new Promise((resolve) => {
    if (++tries > 1) resolve(succeeded);
    signal.addEventListener('abort', () =>
      resolve({ status: 'cancelled', code: 'cancelled', message: 'It was ended.', mayRepeat }),
    );
  });

beforeEach(async () => {
  tries = 0;
  activities = {
    ...new RecordingActivities().implementation,
    ...createRunActivities({
      runner: () => ({ kind: 'here', repeatable: mayRepeat, run }),
      output: { begin: () => ({ print: () => undefined, end: () => Promise.resolve() }) },
      save: () => Promise.resolve(),
      fit: (outcome) => outcome,
      now: Date.now,
    }),
  };
  stop = await temporal.work(TASK_QUEUE, activities);
});
afterEach(() => stop());

/** @returns the end of a run whose worker is stopped in the midst of it, and another one started. */
async function overDeployment(number: number): Promise<Run> {
  const order: RunOrder = {
    tenant: 'default',
    id: `RUN-${number}`,
    action: 'core.restart',
    parameters: {},
    asked: { by: { id: 'ana', name: 'Ana' }, at: Date.now() },
    plan: { timeoutMs: 600_000, attempts: 1, retryMs: 1_000 },
  };
  const handle = await temporal.env.client.workflow.start(RUN_WORKFLOW, {
    workflowId: runWorkflowId('default', order.id),
    taskQueue: TASK_QUEUE,
    args: [order],
  });
  await eventually('it runs', () => tries === 1);
  await stop();
  stop = await temporal.work(TASK_QUEUE, activities);
  return (await handle.result()) as Run;
}

test('a run whose worker stops is begun again by another, where that has no second effect', async () => {
  mayRepeat = true;
  expect(await overDeployment(1)).toMatchObject({ status: 'succeeded', attempts: 2 });
  expect(tries).toBe(2);
});

test('a run whose worker stops is abandoned where another attempt could have a second effect, and nobody cancelled it', async () => {
  mayRepeat = false;
  const ended = await overDeployment(2);
  expect(ended).toMatchObject({ status: 'abandoned', attempts: 1, failure: { code: 'abandoned' } });
  expect(ended.failure?.message).toContain('The worker that ran it was stopped');
  expect(ended).not.toHaveProperty('cancelled');
  expect(tries).toBe(1);
});
