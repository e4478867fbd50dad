import { ApplicationFailure } from '@temporalio/common';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NOT_CONFIGURED } from '../../src/chat/instance-status.ts';
import {
  deliveredSignal,
  INTAKE_WATCH_WORKFLOW,
  INTAKE_WORKFLOW,
  intakeWorkflowId,
  redeliverSignal,
} from '../../workflows/intake/messages.ts';
import { eventually } from '../harness/eventually.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
let activities: RecordingActivities;
let stop: () => Promise<void>;
let queue: string;
let ref: { tenant: string; integration: string };
let number = 0;

beforeEach(async () => {
  queue = `intake-${++number}`;
  ref = { tenant: 'default', integration: `hooks-${number}` };
  activities = new RecordingActivities();
  stop = await temporal.work(queue, activities.implementation);
});
afterEach(() => stop());

const begin = () =>
  temporal.env.client.workflow.signalWithStart(INTAKE_WORKFLOW, {
    workflowId: intakeWorkflowId(ref),
    taskQueue: queue,
    args: [ref],
    signal: deliveredSignal,
  });
const rounds = (): number => activities.done({ activity: 'takeIn' }).length;

test('goes on while there is more, and ends when nothing has come for a while', async () => {
  let left = 3;
  activities.takeIn = () => Promise.resolve({ taken: 1, more: --left > 0, text: '1 processed' });
  const handle = await begin();
  await handle.result();
  expect(rounds()).toBe(3);
  // What comes then starts it again.
  await (await begin()).result();
  expect(rounds()).toBe(4);
});

test('looks again when something came while it looked', async () => {
  let signalled = false;
  activities.takeIn = async () => {
    if (!signalled) {
      signalled = true;
      await temporal.env.client.workflow.getHandle(intakeWorkflowId(ref)).signal(deliveredSignal);
    }
    return { taken: 0, more: false, text: 'nothing' };
  };
  await (await begin()).result();
  expect(rounds()).toBe(2);
});

test('reads lists of deliveries again, in the order in which that is asked for', async () => {
  const { workflow } = temporal.env.client;
  const handle = await workflow.signalWithStart(INTAKE_WORKFLOW, {
    workflowId: intakeWorkflowId(ref),
    taskQueue: queue,
    args: [ref],
    signal: redeliverSignal,
    signalArgs: [{ list: 'b', parts: 2 }],
  });
  await handle.signal(redeliverSignal, { list: 'a', parts: 1 });
  await handle.result();
  expect(activities.done({ activity: 'readAgain' }).map(({ input }) => input)).toEqual([
    { ...ref, list: 'b', parts: 2, part: 0, from: 0 },
    { ...ref, list: 'b', parts: 2, part: 1, from: 0 },
    { ...ref, list: 'a', parts: 1, part: 0, from: 0 },
  ]);
});

test('forgets no list for a store that is away for long', async () => {
  const { workflow } = temporal.env.client;
  let away = true;
  activities.takeIn = () =>
    away
      ? Promise.reject(new Error('the store is away'))
      : Promise.resolve({ taken: 0, more: false, text: 'nothing' });
  const handle = await begin();
  await handle.signal(redeliverSignal, { list: 'a', parts: 1 });
  await temporal.env.sleep('20m');
  away = false;
  await workflow.getHandle(intakeWorkflowId(ref)).result();
  expect(activities.done({ activity: 'readAgain' })).toHaveLength(1);
});

test('forgets no list while nobody has the integration for hours', async () => {
  let absent = true;
  activities.takeIn = () =>
    absent
      ? Promise.reject(ApplicationFailure.create({ message: 'no', type: NOT_CONFIGURED }))
      : Promise.resolve({ taken: 0, more: false, text: 'nothing' });
  const handle = await begin();
  await handle.signal(redeliverSignal, { list: 'a', parts: 1 });
  await temporal.env.sleep('5h');
  absent = false;
  await temporal.env.client.workflow.getHandle(intakeWorkflowId(ref)).result();
  expect(activities.done({ activity: 'readAgain' })).toHaveLength(1);
});

test('forgets a list when nobody has had the integration for a week, and not one that is asked for after that', async () => {
  const { workflow } = temporal.env.client;
  let absent = true;
  activities.takeIn = () =>
    absent
      ? Promise.reject(ApplicationFailure.create({ message: 'no', type: NOT_CONFIGURED }))
      : Promise.resolve({ taken: 0, more: false, text: 'nothing' });
  const gate = activities.gate({ activity: 'forgetAgain' });
  // The week is over but for the last hours.
  await workflow.signalWithStart(INTAKE_WORKFLOW, {
    workflowId: intakeWorkflowId(ref),
    taskQueue: queue,
    args: [{ ...ref, absent: 7 * 24 - 2 }],
    signal: redeliverSignal,
    signalArgs: [{ list: 'a', parts: 2 }],
  });
  await temporal.env.sleep('2h');
  expect(gate.waiting()).toBe(0);
  const passed = temporal.env.sleep('3h');
  await eventually('it is being forgotten', () => gate.waiting() === 1);
  await workflow.getHandle(intakeWorkflowId(ref)).signal(redeliverSignal, { list: 'b', parts: 1 });
  absent = false;
  gate.open();
  await passed;
  await workflow.getHandle(intakeWorkflowId(ref)).result();
  expect(activities.done({ activity: 'forgetAgain' }).map(({ key }) => key)).toEqual(['a-0']);
  expect(activities.done({ activity: 'readAgain' }).map(({ key }) => key)).toEqual(['b-0']);
});

test('tries again what fails, and leaves it after a while to whoever looks for what was forgotten', async () => {
  let fails = 2;
  activities.takeIn = () =>
    fails-- > 0
      ? Promise.reject(new Error('the store is away'))
      : Promise.resolve({ taken: 1, more: false, text: '1 processed' });
  await (await begin()).result();
  expect(rounds()).toBe(3);
  activities.takeIn = () => Promise.reject(new Error('the store is away for long'));
  await (await begin()).result();
  expect(rounds()).toBeGreaterThan(10);
});

test('ends where no worker has the integration', async () => {
  activities.takeIn = () =>
    Promise.reject(ApplicationFailure.create({ message: 'no', type: NOT_CONFIGURED }));
  await (await begin()).result();
});

test('begins a new run after many rounds, and takes along what is to be read again', async () => {
  let left = 60;
  activities.takeIn = () => Promise.resolve({ taken: 1, more: --left > 0, text: '1 processed' });
  const handle = await begin();
  const first = handle.signaledRunId;
  await handle.signal(redeliverSignal, { list: 'k', parts: 1 });
  await temporal.env.client.workflow.getHandle(intakeWorkflowId(ref)).result();
  expect(rounds()).toBe(60);
  expect(activities.done({ activity: 'readAgain' })).toHaveLength(1);
  const last = await temporal.env.client.workflow.getHandle(intakeWorkflowId(ref)).describe();
  expect(last.runId).not.toBe(first);
});

test('what was forgotten is looked for', async () => {
  activities.forgotten = ['hooks'];
  const options = { workflowId: `${queue}-watch`, taskQueue: queue, args: [] };
  await temporal.env.client.workflow.execute(INTAKE_WATCH_WORKFLOW, options);
  expect(activities.done({ activity: 'wakeIntakes' })).toHaveLength(1);
});
