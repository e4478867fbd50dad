import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';
import { eventually } from '../harness/eventually.ts';
import { checkNowSignal, HEALTH_WORKFLOW, healthWorkflowId } from '../../workflows/health/messages.ts';

const temporal = timeSkipping();
const MINUTE = 60_000;

let activities: RecordingActivities;
let instance: string;
let stop: () => Promise<void>;
let number = 0;

beforeEach(async () => {
  instance = `main-${++number}`;
  activities = new RecordingActivities();
  stop = await temporal.work(instance, activities.implementation);
});
afterEach(async () => {
  if ((await handle().describe()).status.name === 'RUNNING') {
    // What is under way when a workflow is terminated keeps the test server's clock from jumping ever after.
    let before = '';
    await eventually('it only waits', async () => {
      const { raw } = await handle().describe();
      const { pendingActivities, pendingWorkflowTask, workflowExecutionInfo } = raw;
      const atWork = (pendingActivities ?? []).filter(({ activityId }) => activityId);
      await handle().query('__temporal_workflow_metadata');
      const now = `${workflowExecutionInfo?.historyLength?.toString()} ${checks().length}`;
      const atRest = now === before && atWork.length === 0 && !pendingWorkflowTask;
      before = now;
      return atRest;
    });
    await handle().terminate();
  }
  await stop();
});

const handle = () =>
  temporal.env.client.workflow.getHandle(healthWorkflowId({ tenant: 'default', instance }));
const checks = () => activities.find({ activity: 'checkInstance', target: instance });
const done = () => activities.done({ activity: 'checkInstance', target: instance });

/** Looks after the instance, as every process does that begins to. */
function begin() {
  const input = { tenant: 'default', instance };
  return temporal.env.client.workflow.signalWithStart(HEALTH_WORKFLOW, {
    workflowId: healthWorkflowId(input),
    taskQueue: instance,
    args: [input],
    signal: checkNowSignal,
  });
}

/** @returns the minutes between the checks. */
function pauses(): number[] {
  const at = done().map((call) => call.at);
  return at.slice(1).map((time, n) => Math.round((time - at[n]!) / MINUTE));
}

test('an instance is checked at once and then again and again', async () => {
  await begin();
  await eventually('the first check is done', () => done().length === 1);
  await temporal.env.sleep(4.5 * MINUTE);
  await eventually('four more are done', () => done().length === 5);
  expect(pauses()).toEqual([1, 1, 1, 1]);
});

test('many who begin to look after an instance begin one workflow', async () => {
  const runs = new Set<string>();
  for (let process = 0; process < 4; process++) runs.add((await begin()).signaledRunId);
  expect(runs.size).toBe(1);
  await eventually('it is checked', () => done().length > 0);
});

test('it is checked at once when somebody asks', async () => {
  await begin();
  await eventually('the first check is done', () => done().length === 1);
  await handle().signal(checkNowSignal);
  await eventually('the second is done', () => done().length === 2);
  expect(pauses()).toEqual([0]);
});

test('a check that cannot be made is tried again, and does not end the workflow', async () => {
  const mend = activities.goesDown({ activity: 'checkInstance' });
  await begin();
  await temporal.env.sleep(10 * MINUTE);
  expect((await handle().describe()).status.name).toBe('RUNNING');
  mend();
  await temporal.env.sleep(5 * MINUTE);
  await eventually('it is checked', () => done().length > 0);
});

test('it ends when no worker has the instance any more, and can be begun anew', async () => {
  const configure = activities.lacks(instance);
  await begin();
  await handle().result();
  expect(checks().length).toBeGreaterThan(3);
  configure();
  await begin();
  await eventually('it is checked', () => done().length > 0);
});

test('it does not end while one worker has the instance and another does not yet', async () => {
  const configure = activities.lacks(instance);
  await begin();
  await eventually('a worker was asked that does not have it', () => checks().length >= 2);
  configure();
  await eventually('it is checked', () => done().length > 0);
  expect((await handle().describe()).status.name).toBe('RUNNING');
});

test('its history stays short: an hour is a run', async () => {
  const first = (await begin()).signaledRunId;
  await eventually('the first check is done', () => done().length === 1);
  await temporal.env.sleep(70 * MINUTE);
  await eventually('a new run checks', () => new Set(done().map(({ run }) => run)).size === 2);
  const { events } = await temporal.env.client.workflow
    .getHandle(healthWorkflowId({ tenant: 'default', instance }), first)
    .fetchHistory();
  expect(events?.length).toBeLessThan(1_000);
  expect(events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy();
});
