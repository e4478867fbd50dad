import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRunActivities } from '../../activities/run.ts';
import type { BrokenRun } from '../../src/action/broken-off.ts';
import type { RunnerOutcome } from '../../src/action/runner.ts';
import type { Run, RunOrder } from '../../src/action/run.ts';
import { runWorkflowId, type RunId } from '../../src/action/run-id.ts';
import type { IncidentId } from '../../src/incident/id.ts';
import { runSignal } from '../../workflows/incident/messages.ts';
import { approveUpdate, RUN_WORKFLOW } from '../../workflows/run/messages.ts';
import { RUN_END_WORKFLOW } from '../../workflows/run-end/messages.ts';
import { endedOf, orderOf, runningOf } from '../unit/chat/action-fixture.ts';
import { declaring } from '../harness/declare.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const declare = declaring(temporal);
const ANA = { id: 'ana', name: 'Ana' };
const BEN = { id: 'ben', name: 'Ben' };

let number = 0;
let stop: () => Promise<void>;
let outcome: RunnerOutcome;

beforeEach(async () => {
  outcome = { status: 'succeeded', result: {} };
  const runs = createRunActivities({
    runner: () => ({ kind: 'here', repeatable: false, run: () => Promise.resolve(outcome) }),
    output: { begin: () => ({ print: () => undefined, end: () => Promise.resolve() }) },
    save: () => Promise.resolve(),
    fit: (one) => one,
    now: Date.now,
  });
  stop = await temporal.work(`timeline-${++number}`, {
    ...new RecordingActivities().implementation,
    ...runs,
    runRoutes: () => Promise.resolve([]),
  });
});
afterEach(() => stop());

async function order(incident: IncidentId, more: Partial<RunOrder['plan']> = {}) {
  const id: RunId = `RUN-${number}`;
  const input: RunOrder = {
    tenant: 'default',
    id,
    action: 'core.restart',
    parameters: {},
    asked: { by: ANA, at: await temporal.env.currentTimeMs() },
    incident,
    plan: { timeoutMs: 60_000, attempts: 1, retryMs: 1_000, ...more },
  };
  return temporal.env.client.workflow.start(RUN_WORKFLOW, {
    workflowId: runWorkflowId('default', id),
    taskQueue: `timeline-${number}`,
    args: [input],
  });
}

const changes = (incident: IncidentUnderTest): string[] =>
  incident
    .timeline('run_changed')
    .flatMap((event) =>
      event.type === 'run_changed' ? `${event.by.name}: ${event.run} ${event.change}` : [],
    );

test('a run from the channel of an incident is on its timeline: ordered, approved, ended', async () => {
  const incident = await declare();
  const run = await order(incident.id, { approval: { people: [], withinMs: 600_000 } });
  await run.executeUpdate(approveUpdate, {
    args: [{ by: BEN, at: await temporal.env.currentTimeMs() }],
  });
  await run.result();
  await incident.settled();
  const id = `RUN-${number}`;
  expect(changes(incident)).toEqual([`Ana: ${id} ordered`, `Ben: ${id} approved`, `Muster: ${id} succeeded`]);
  expect(incident.timeline('run_changed')[0]).toMatchObject({ action: 'core.restart', waits: true });
});

test('a run that failed is told to have failed, by nobody', async () => {
  const incident = await declare();
  outcome = { status: 'failed', code: 'exited', message: 'It exited with 1.', mayRepeat: false };
  await (await order(incident.id)).result();
  await incident.settled();
  expect(changes(incident)).toEqual([`Ana: RUN-${number} ordered`, `Muster: RUN-${number} failed`]);
});

test('a run whose incident is gone goes on all the same', async () => {
  const { status } = (await (await order('INC-987654')).result()) as Run;
  expect(status).toBe('succeeded');
});

test('a run whose workflow Temporal has ended is told to be over, once', async () => {
  const incident = await declare();
  const order = orderOf({ id: `RUN-${number}`, incident: incident.id });
  const end = { code: 'terminated', at: await temporal.env.currentTimeMs(), reason: '' } as const;
  const { origin: _, parameters: __, ...rest } = order;
  const broken: BrokenRun = { order: rest, run: runningOf(order), isNewest: true, end };
  const over = { ...broken, run: endedOf(order, { status: 'succeeded' }) };
  for (const [one, status] of [
    [broken, 'abandoned'],
    [over, 'succeeded'],
  ] as const) {
    const ended = (await temporal.env.client.workflow.execute(RUN_END_WORKFLOW, {
      workflowId: runWorkflowId('default', order.id),
      taskQueue: `timeline-${number}`,
      args: [one],
    })) as Run;
    expect(ended.status).toBe(status);
  }
  await incident.settled();
  expect(changes(incident)).toEqual([`Muster: ${order.id} abandoned`]);
});

test('what is no news of a run is passed over, and says so', async () => {
  const incident = await declare();
  const news = { run: 'RUN-7', action: 'core.restart', change: 'ordered' } as const;
  for (const odd of [undefined, null, 'x', { ...news, run: ' ' }, { ...news, change: 'exploded' }])
    await incident.handle.signal(runSignal.name, odd);
  await incident.handle.signal(runSignal, { ...news, by: { id: 'ana', name: 'Ana' } });
  await incident.settled();
  expect(changes(incident)).toEqual(['Ana: RUN-7 ordered']);
  expect(incident.timeline('command_ignored')).toHaveLength(5);
  expect(await incident.status()).toBe('RUNNING');
});
