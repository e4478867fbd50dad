import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { createRunActivities, type BoundRunner } from '../../activities/run.ts';
import type { RunSeen } from '../../activities/run-showing.ts';
import type { RunRoute } from '../../activities/run-telling.ts';
import type { RunnerOutcome } from '../../src/action/runner.ts';
import type { Run, RunOrder, RunPlan, RunRefused } from '../../src/action/run.ts';
import { attemptQueueOf, runQueueOf } from '../../src/action/run-queue.ts';
import { runWorkflowId, type RunId } from '../../src/action/run-id.ts';
import type { Turn } from '../../src/chat/lane.ts';
import { PACED, type Paced } from '../../src/chat/pacing.ts';
import type { Mark } from '../../src/incident/incident.ts';
import { jsonBytes } from '../../src/text/json-size.ts';
import {
  approveUpdate,
  cancelUpdate,
  declineUpdate,
  RUN_WORKFLOW,
  runQuery,
} from '../../workflows/run/messages.ts';
import { RUN_END_WORKFLOW } from '../../workflows/run-end/messages.ts';
import { orderOf } from '../unit/chat/action-fixture.ts';
import { eventually } from '../harness/eventually.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const ANA = { id: 'ana', name: 'Ana' };
const BEN = { id: 'ben', name: 'Ben' };
const succeeded: RunnerOutcome = { status: 'succeeded', result: { stdout: 'up' } };
const refusedBy = (code: string, mayRepeat: boolean): RunnerOutcome => ({
  status: 'failed',
  code,
  message: `It was ${code}.`,
  mayRepeat,
});

let number = 0;
let queue: string;
let stop: () => Promise<void>;
let activities: Activities;
type Here = Extract<BoundRunner, { kind: 'here' }>;
let runner: Here['run'];
let tries: number;
let recorded: Run[];
let shown: { status: string; card: boolean }[];
let told: string[];
let routes: readonly RunRoute[];
/** Bytes of what was passed on to each telling. */
let passedOn: number[];
let outputs: RunSeen[];
let full: Paced | undefined;
let printed: string[];
let approvers: { instance: string; user: string }[];
let asked: string[];
let unreachable: Set<string>;
let keep: (patience: AbortSignal) => Promise<void>;

beforeEach(async () => {
  queue = `runs-${++number}`;
  runner = () => Promise.resolve(succeeded);
  keep = () => Promise.resolve();
  [tries, recorded, shown, told, printed, outputs, full] = [0, [], [], [], [], [], undefined];
  [approvers, asked, unreachable, passedOn] = [[], [], new Set(), []];
  routes = [
    { part: 'on_success', route: 'ops', instance: 'main' },
    { part: 'on_complete', route: 'tickets' },
  ];
  const runs = createRunActivities({
    runner: ({ action }) =>
      action === 'core.gone'
        ? { kind: 'nothing', failure: { code: 'unknown_action', message: 'There is no core.gone any more.' } }
        : { kind: 'here', repeatable: false, run: (call) => (tries++, runner(call)) },
    output: {
      begin: (_tenant, _run, attempt) => ({
        print: ({ text }) => printed.push(`${attempt}: ${text}`),
        end: (patience) => keep(patience),
      }),
    },
    save: (run) => Promise.resolve(void recorded.push(run)),
    fit: (outcome) => outcome,
    now: Date.now,
  });
  activities = {
    ...new RecordingActivities().implementation,
    ...runs,
    showRun: ({ run, posted }) => {
      shown.push({
        status: run.cancelled && run.status === 'running' ? 'ending' : run.status,
        card: posted !== undefined,
      });
      return Promise.resolve({ channel: 'C1', id: '1.1' });
    },
    showRunOutput: (seen) => {
      outputs.push(seen);
      const details = full && [full];
      full = undefined;
      if (details)
        return Promise.reject(
          ApplicationFailure.create({ message: 'full', type: PACED, nonRetryable: true, details }),
        );
      return Promise.resolve({ channel: 'C1', id: '1.2' });
    },
    approverAccounts: () => Promise.resolve(approvers),
    askApprover: ({ account: { user }, run, posted }) => {
      asked.push(`${user} ${posted ? posted.id : 'new'}: ${run.status}`);
      if (unreachable.has(user))
        return Promise.reject(ApplicationFailure.nonRetryable('There is no such user.', 'user_not_found'));
      return Promise.resolve({ channel: user, id: `m-${user}` });
    },
    runRoutes: () => Promise.resolve(routes),
    tellRun(telling) {
      const { part, route, run } = telling;
      told.push(`${part} ${route}: ${run.status}`);
      passedOn.push(jsonBytes(telling));
      return Promise.resolve();
    },
  };
  stop = await temporal.work(queue, activities);
});
afterEach(() => stop());

const PLAN: RunPlan = { timeoutMs: 600_000, attempts: 1, retryMs: 10_000 };

async function begin(
  plan: Partial<RunPlan> = {},
  more: Partial<RunOrder> = {},
  taskQueue = queue,
): Promise<WorkflowHandle> {
  const id: RunId = `RUN-${number}`;
  const order: RunOrder = {
    tenant: 'default',
    id,
    action: 'core.restart',
    parameters: { host: 'db1' },
    asked: { by: ANA, at: await temporal.env.currentTimeMs() },
    origin: { instance: 'main', channel: 'C1' },
    plan: { ...PLAN, ...plan },
    ...more,
  };
  return temporal.env.client.workflow.start(RUN_WORKFLOW, {
    workflowId: runWorkflowId('default', order.id),
    taskQueue,
    args: [order],
  });
}
const result = (handle: WorkflowHandle): Promise<Run> => handle.result() as Promise<Run>;
const mark = async (by: typeof ANA): Promise<Mark> => ({ by, at: await temporal.env.currentTimeMs() });
const approval = { people: [], withinMs: 600_000 };

async function refusal(update: Promise<Run>): Promise<string> {
  try {
    return `not refused: ${(await update).status}`;
  } catch (error) {
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure)) throw error;
    return (cause.details?.[0] as RunRefused).refused;
  }
}

/** A runner that goes on until it is ended, or let go. */
function holds(): { readonly letGo: () => void; readonly begun: () => boolean } {
  let [isBegun, letGo] = [false, (): void => undefined];
  runner = ({ signal, print }) =>
    new Promise((resolve) => {
      isBegun = true;
      print({ stream: 'stdout', text: 'begun' });
      letGo = () => resolve(succeeded);
      signal.addEventListener('abort', () =>
        resolve({ status: 'cancelled', code: 'cancelled', message: 'It was ended.', mayRepeat: false }),
      );
    });
  return { letGo: () => letGo(), begun: () => isBegun };
}

test('a run is shown as it goes, recorded to its end and told of by every route, once', async () => {
  const run = await result(await begin());
  expect(run).toMatchObject({ status: 'succeeded', attempts: 1, result: { stdout: 'up' } });
  expect(tries).toBe(1);
  expect(recorded.at(-1)).toEqual(run);
  expect(recorded.map(({ revision }) => revision)).toEqual(recorded.map(({ revision }) => revision).sort());
  expect(shown[0]!.card).toBe(false);
  expect(shown.at(-1)).toEqual({ status: 'succeeded', card: true });
  expect(told.sort()).toEqual(['on_complete tickets: succeeded', 'on_success ops: succeeded']);
});

test('however many routes hear how a large run ended, no more is passed on at once than Temporal takes', async () => {
  routes = Array.from({ length: 30 }, (_, n) => ({ part: 'on_complete', route: `r${n}`, instance: 'main' }));
  const stdout = 'x'.repeat(119_000);
  runner = () => Promise.resolve({ status: 'succeeded', result: { stdout } });
  const run = await result(await begin({}, { parameters: { host: 'y'.repeat(127_000) } }));
  expect(run.result).toEqual({ stdout });
  expect(told).toHaveLength(30);
  // Of its 4 MB other things that are asked for at the same time take a part.
  expect(passedOn.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(2_100_000);
  expect(Math.min(...passedOn)).toBeGreaterThan(30_000);
});

test('a run that turns out to deal with a private incident says so before it says what came of it', async () => {
  runner = () => Promise.resolve({ ...succeeded, confidential: ['INC-1'] });
  const run = await result(await begin({}, { confidential: [] }));
  expect(run).toMatchObject({ status: 'succeeded', confidential: ['INC-1'] });
  expect(
    recorded.filter(({ result: one, confidential }) => one !== undefined && !confidential?.length),
  ).toEqual([]);
});

test('attempts have room of their own: a run waits for it, is shown and cancelled meanwhile, and takes none of what is done in a moment', async () => {
  const elsewhere: string[] = [];
  const stopRuns = await temporal.work(runQueueOf(queue), {
    ...activities,
    runAction: ({ id }) => Promise.reject(new Error(`${elsewhere.push(id)} attempts were made elsewhere`)),
  });
  try {
    const called = await begin({}, { id: `RUN-${++number}` }, runQueueOf(queue));
    await eventually('it is shown', () => shown.at(-1)?.status === 'running');
    await called.executeUpdate(cancelUpdate, { args: [await mark(ANA)] });
    expect(await result(called)).toMatchObject({ status: 'cancelled' });
    const waiting = await begin({}, { id: `RUN-${++number}` }, runQueueOf(queue));
    await eventually('it is shown', () => shown.at(-1)?.status === 'running');
    expect(tries).toBe(0);
    const stopAttempts = await temporal.work(attemptQueueOf(queue), activities);
    expect(await result(waiting)).toMatchObject({ status: 'succeeded' });
    await stopAttempts();
    expect([tries, elsewhere]).toEqual([1, []]);
  } finally {
    await stopRuns();
  }
});

test('what a run prints is shown below its card while it runs, more seldom the longer it takes, and at its end', async () => {
  const outcomes = [{ ...refusedBy('busy', true), retryAfterMs: 3_600_000 } as RunnerOutcome, succeeded];
  runner = () => Promise.resolve(outcomes.shift()!);
  await result(await begin({ attempts: 2 }));
  expect(outputs.length).toBeGreaterThan(10);
  expect(outputs.length).toBeLessThan(60);
  expect(outputs[0]).not.toHaveProperty('posted');
  expect(outputs.at(-1)).toMatchObject({
    card: { id: '1.1' },
    posted: { id: '1.2' },
    run: { status: 'succeeded' },
  });
});

test('what the platform has no room for is shown when it has, as it then stands', async () => {
  const turn: Turn = { lane: 'chat', urgency: 'news', everyMs: 1_000, at: 0, shift: 0 };
  full = { turn, waitMs: 20_000, turnMs: 20_000, reason: 'full' };
  await result(await begin());
  expect(outputs[0]!.turn).toBeUndefined();
  expect(outputs[1]).toMatchObject({ turn, run: { status: 'succeeded' } });
});

test('a run is over when what it printed is kept', async () => {
  let kept = (): void => undefined;
  let patience: AbortSignal | undefined;
  keep = (given) =>
    new Promise((resolve) => {
      kept = resolve;
      patience = given;
    });
  const handle = await begin();
  await eventually('it is being kept', () => patience !== undefined);
  expect(patience?.aborted).toBe(false);
  expect(await handle.query(runQuery)).toMatchObject({ status: 'running' });
  kept();
  expect(await result(handle)).toMatchObject({ status: 'succeeded' });
});

test('what may be tried again is, as often as is said and no more often', async () => {
  const outcomes = [refusedBy('busy', true), refusedBy('busy', true), succeeded];
  runner = () => Promise.resolve(outcomes.shift()!);
  expect(await result(await begin({ attempts: 3 }))).toMatchObject({ status: 'succeeded', attempts: 3 });
});

test('who asks to be left alone is, for an hour at most', async () => {
  const later = (retryAfterMs: number): RunnerOutcome =>
    ({ ...refusedBy('busy', true), retryAfterMs }) as RunnerOutcome;
  const outcomes = [later(1_800_000), later(864_000_000), succeeded];
  runner = () => Promise.resolve(outcomes.shift()!);
  const { status, startedAt, endedAt } = await result(await begin({ attempts: 3 }));
  expect(status).toBe('succeeded');
  const took = endedAt! - startedAt!;
  expect(took).toBeGreaterThanOrEqual(5_400_000);
  expect(took).toBeLessThan(6_000_000);
});

test.each([
  ['may have had an effect', refusedBy('lost', false), 3, 1],
  ['was tried often enough', refusedBy('busy', true), 2, 2],
])('what %s is not tried again, and says why it failed', async (_what, outcome, attempts, tried) => {
  runner = () => Promise.resolve(outcome);
  const run = await result(await begin({ attempts }));
  expect(run).toMatchObject({
    status: 'failed',
    attempts: tried,
    failure: { message: outcome.status === 'failed' && outcome.message },
  });
  expect(tries).toBe(tried);
});

test('an action that the configuration has no more fails and says so', async () => {
  expect(await result(await begin({ attempts: 3 }, { action: 'core.gone' }))).toMatchObject({
    status: 'failed',
    failure: { code: 'unknown_action', message: 'There is no core.gone any more.' },
  });
});

test('a run that somebody has to approve waits, and runs when somebody else does', async () => {
  const handle = await begin({ approval });
  await eventually('it waits', () => shown.some(({ status }) => status === 'awaiting_approval'));
  expect(await refusal(handle.executeUpdate(approveUpdate, { args: [await mark(ANA)] }))).toBe('own run');
  expect(tries).toBe(0);
  expect(await handle.executeUpdate(approveUpdate, { args: [await mark(BEN)] })).toMatchObject({
    status: 'running',
  });
  expect(await result(handle)).toMatchObject({ status: 'succeeded', approved: { by: BEN } });
});

test('those who may approve a run are asked directly, and hear what was decided', async () => {
  approvers = ['ben', 'cy', 'gone'].map((user) => ({ instance: 'main', user }));
  unreachable.add('gone');
  const handle = await begin({ approval });
  await eventually('all were asked', () => asked.length === 3);
  await handle.executeUpdate(approveUpdate, { args: [await mark(BEN)] });
  expect((await result(handle)).status).toBe('succeeded');
  expect(asked.slice(0, 3).sort()).toEqual([
    'ben new: awaiting_approval',
    'cy new: awaiting_approval',
    'gone new: awaiting_approval',
  ]);
  expect(asked.filter((one) => one.endsWith(': succeeded')).sort()).toEqual([
    'ben m-ben: succeeded',
    'cy m-cy: succeeded',
  ]);
  expect(asked.slice(3).join()).not.toMatch(/new|gone/);
  expect(asked.slice(3).join()).not.toContain('awaiting_approval');
});

test('those who were asked to approve a run hear that nobody did, and nobody is asked of what needs no approval', async () => {
  approvers = [{ instance: 'main', user: 'ben' }];
  await result(await begin({ approval }));
  expect(asked).toEqual(['ben new: awaiting_approval', 'ben m-ben: expired']);
  number += 1_000;
  await result(await begin());
  expect(asked).toHaveLength(2);
});

test('a run that somebody declines, or that nobody approves in time, never runs', async () => {
  const declined = await begin({ approval });
  await declined.executeUpdate(declineUpdate, { args: [await mark(BEN)] });
  expect(await result(declined)).toMatchObject({ status: 'declined', declined: { by: BEN } });
  number++;
  expect(await result(await begin({ approval }))).toMatchObject({
    status: 'expired',
    failure: { code: 'not_approved' },
  });
  expect(tries).toBe(0);
  expect(told).toContain('on_complete tickets: declined');
});

test('a run that is cancelled ends what it runs, and only then is over', async () => {
  const { begun } = holds();
  const handle = await begin();
  await eventually('it runs', begun);
  expect(await handle.executeUpdate(cancelUpdate, { args: [await mark(BEN)] })).toMatchObject({
    status: 'running',
    cancelled: { by: BEN },
  });
  expect(await result(handle)).toMatchObject({ status: 'cancelled', cancelled: { by: BEN } });
  expect(printed).toEqual(['1: begun']);
});

test('a run that waits for approval is cancelled at once, and one that is over no more', async () => {
  const handle = await begin({ approval });
  await handle.executeUpdate(cancelUpdate, { args: [await mark(ANA)] });
  expect(await result(handle)).toMatchObject({ status: 'cancelled' });
  expect(await handle.query(runQuery)).toMatchObject({ status: 'cancelled' });
  expect(tries).toBe(0);
});

test('a run that is cancelled in the Temporal UI ends what it runs, and is told of as any other', async () => {
  const { begun } = holds();
  const handle = await begin();
  await eventually('it runs', begun);
  await handle.cancel();
  const run = await result(handle);
  expect(run).toMatchObject({ status: 'cancelled', cancelled: { by: { name: 'Temporal operator' } } });
  expect(recorded.at(-1)).toEqual(run);
  expect(shown.at(-1)).toEqual({ status: 'cancelled', card: true });
  expect(told.sort()).toEqual(['on_complete tickets: cancelled', 'on_success ops: cancelled']);
});

test('a run that waits for approval is cancelled in the Temporal UI as in chat', async () => {
  const handle = await begin({ approval });
  await handle.cancel();
  expect(await result(handle)).toMatchObject({ status: 'cancelled' });
  expect(recorded.at(-1)).toMatchObject({ status: 'cancelled' });
  expect(tries).toBe(0);
});

test('a run that takes too long is ended', async () => {
  holds();
  const run = await result(await begin({ timeoutMs: 1_000 }));
  expect(run).toMatchObject({ status: 'timed_out', failure: { message: 'It took longer than 1 s.' } });
});

test('a run that cannot even be tried says why, and is not begun again', async () => {
  runner = () => Promise.reject(ApplicationFailure.retryable('no such file'));
  const run = await result(await begin({ attempts: 3 }));
  expect(run).toMatchObject({
    status: 'failed',
    failure: { code: 'unexpected', message: 'It could not be run: no such file' },
  });
  expect(tries).toBe(1);
});

test('who cancels between two attempts hears why there was another', async () => {
  runner = () => Promise.resolve(refusedBy('busy', true));
  const handle = await begin({ attempts: 2, retryMs: 3_600_000 });
  await eventually('it was tried', () => tries === 1);
  await handle.executeUpdate(cancelUpdate, { args: [await mark(BEN)] });
  const run = await result(handle);
  expect(run).toMatchObject({ status: 'cancelled', attempts: 1 });
  expect(run.failure?.message).toContain('It was busy.');
});

test('those who were asked to approve a run hear that Temporal has ended it, where they were asked', async () => {
  approvers = [{ instance: 'main', user: 'ben' }];
  const handle = await begin({ approval });
  await eventually('Ben is asked', () => asked.length === 1);
  const run = await handle.query(runQuery);
  const { parameters: _, ...order } = orderOf({ id: run.id, plan: { ...PLAN, approval } });
  await handle.terminate();
  const end = { code: 'terminated', at: await temporal.env.currentTimeMs(), reason: '' } as const;
  const ended = (await temporal.env.client.workflow.execute(RUN_END_WORKFLOW, {
    workflowId: handle.workflowId,
    taskQueue: queue,
    args: [{ order, run, isNewest: true, end }],
  })) as Run;
  expect(ended).toMatchObject({
    status: 'failed',
    failure: { message: expect.stringMatching(/had not begun/) as string },
  });
  expect(asked.slice(1)).toEqual(['ben new: failed', 'ben m-ben: failed']);
  expect(recorded.at(-1)).toEqual(ended);
});
