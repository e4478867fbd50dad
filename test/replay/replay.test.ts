import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, expect, inject, test } from 'vitest';
import { bundleWorkflows } from '../../src/wiring/temporal/workflow-bundle.ts';
import { IDENTITY } from '../harness/test-temporal.ts';
import { keptHistories, readHistory } from './history-file.ts';
import { REAL_SHAPES } from './real-shapes.ts';
import { SKIPPING_SHAPES } from './skipping-shapes.ts';

const WORKFLOWS = new URL('../../workflows/', import.meta.url);
const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

// What cannot be replayed is what these tests provoke.
beforeAll(() => {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
});

/** @returns by name of the history, why it cannot be replayed; undefined where it can. */
async function replay(
  workflowBundle: WorkflowBundleOption,
  names: readonly string[],
): Promise<Record<string, Error | undefined>> {
  const histories = names.map((name) => ({ workflowId: name, history: readHistory(name) }));
  const outcomes: Record<string, Error | undefined> = {};
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    outcomes[workflowId] = error;
  }
  return outcomes;
}

/** @returns a history in one text, with what was sent and answered. */
function readable(name: string): string {
  return JSON.stringify(readHistory(name), (key, value: unknown) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value,
  );
}

/** Bundles workflow code that is not what is shipped. */
function bundle(workflowsPath: string, instead: Record<string, string> = {}): Promise<WorkflowBundleOption> {
  return bundleWorkflows(WORKFLOWS, 'ts', {
    workflowsPath: path(workflowsPath),
    webpackConfigHook: (config) => {
      const alias = { ...(config.resolve?.alias as Record<string, string>), ...instead };
      return { ...config, resolve: { ...config.resolve, alias } };
    },
  });
}

/** Patches that are younger than the histories of the workflows that they are in. */
const PATCHED_LATER = [
  'approvers are told directly',
  'exported at close',
  'responders are told directly',
  'tickets at close',
  'tickets of closed incidents are followed',
  'who joins an order is told',
];

test('each shape has its histories, and each history its shape', () => {
  const shapes = [...SKIPPING_SHAPES, ...REAL_SHAPES].flatMap(({ histories }) => histories);
  expect(keptHistories()).toEqual([...shapes].sort());
});

test.each([
  ['new-run-first', 'CONTINUED_AS_NEW'],
  ['store-away', 'START_CHILD_WORKFLOW_EXECUTION_INITIATED'],
  ['cancellation-ignored', 'CANCEL_REQUESTED'],
  ['signals-only', 'WORKFLOW_EXECUTION_SIGNALED'],
  ['sla-breached', 'TIMER_FIRED'],
  ['channel-in-trouble', 'ACTIVITY_TASK_FAILED'],
  ['declared-and-closed', 'WORKFLOW_EXECUTION_COMPLETED'],
  ['changes-mentioned', 'changes_mentioned'],
  ['alert-storm-first', 'CONTINUED_AS_NEW'],
  ['alerts-flapping', 'holdMs'],
  ['alerts-in-maintenance', 'the maintenance of checkout'],
  ['heartbeat-missed', 'sayOfHeartbeat'],
  ['heartbeat-gone', 'nobody waits for heartbeat-gone any more'],
  ['alerts-unheard-told', '\\"unheard\\":{\\"count\\":2'],
  ['alerts-unheard-resolved', '\\"cleared\\":true'],
  ['intake-list-forgotten', 'forgetAgain'],
  ['run', 'tellRun'],
  ['run-on-timeline', 'WORKFLOW_EXECUTION_SIGNALED'],
  ['run-chain', 'START_CHILD_WORKFLOW_EXECUTION_INITIATED'],
  ['run-cancelled', 'TIMER_CANCELED'],
  ['run-not-approved', 'TIMER_FIRED'],
  ['run-approvers-asked', 'askApprover'],
  ['run-end', 'abandoned'],
  ['run-watch', 'endBrokenRuns'],
])('the history %s is of what its name says', (name, event) => {
  expect(readable(name)).toContain(event);
});

test('of each patch there are histories with it and without', () => {
  const files = readdirSync(WORKFLOWS, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const patches = files.flatMap((file) =>
    [...readFileSync(new URL(file, WORKFLOWS), 'utf8').matchAll(/\bpatched\('([^']+)'\)/g)].map(
      ([, id = '']) => id,
    ),
  );
  const histories = keptHistories().map(readable);
  for (const id of patches)
    expect(
      histories.some((history) => history.includes(`{\\"id\\":\\"${id}\\"`)),
      id,
    ).toBe(true);
  const without = [...SKIPPING_SHAPES, ...REAL_SHAPES].flatMap((shape) => shape.without ?? []);
  expect(new Set([...without, ...PATCHED_LATER])).toEqual(new Set(patches));
});

test('no history names the machine that it was recorded on', () => {
  for (const name of keptHistories()) {
    const history = readable(name);
    const identities = history.match(/"identity":"[^"]+"/g) ?? [];
    expect(new Set(identities), name).toEqual(new Set([`"identity":"${IDENTITY}"`]));
    expect(history, name).not.toMatch(/stackTrace|node_modules|file:|[/\\\\](?:home|root|tmp|Users)[/\\\\]/);
  }
});

test('every history that is kept is replayed by the workflows as they are', async () => {
  const outcomes = await replay({ codePath: inject('workflowBundle') }, keptHistories());
  expect(Object.keys(outcomes)).toHaveLength(keptHistories().length);
  for (const [name, error] of Object.entries(outcomes)) expect(error, name).toBeUndefined();
});

test('a command more is noticed in the history of every incident', async () => {
  const others = [
    'alert-storm-first',
    'alert-storm-second',
    'alerts-after-people',
    'alerts-flapping',
    'alerts-held-apart',
    'alerts-held-together',
    'alerts-in-maintenance',
    'alerts-resolved',
    'alerts-unheard-resolved',
    'alerts-unheard-told',
    'heartbeat-first',
    'heartbeat-gone',
    'heartbeat-gone-unsaid',
    'heartbeat-missed',
    'heartbeat-second',
    'health',
    'health-not-configured',
    'inspection',
    'intake-first',
    'intake-list-forgotten',
    'intake-list-left',
    'intake-list-lost',
    'intake-list-waits',
    'intake-second',
    'intake-watch',
    'quiet',
    'redelivery',
    'calendar-first',
    'calendar-second',
    'duty-first',
    'duty-second',
    'swap-accepted',
    'swap-expired',
    'reply',
    'record',
    'audit',
    'export',
    'action-reminders',
    'action-given',
    'ticket',
    'tickets-at-close',
    'incident-ticket',
    'incident-ticket-called-off',
    'development',
    'ticket-status',
    'retention',
    'link-linked',
    'link-expired',
    'run',
    'run-cancelled',
    'run-chain',
    'run-end',
    'run-not-approved',
    'run-approvers-asked',
    'run-watch',
  ];
  const incidents = keptHistories().filter((name) => !others.includes(name));
  const outcomes = await replay(await bundle('altered-workflows.ts'), incidents);
  expect(Object.keys(outcomes)).toHaveLength(incidents.length);
  for (const [name, error] of Object.entries(outcomes))
    expect(error, name).toBeInstanceOf(DeterminismViolationError);
});

test('a command less is noticed where there was one', async () => {
  const altered = await bundle('../../workflows/index.ts', {
    [path('../../workflows/incident/deadline-timers.ts')]: path('no-timers.ts'),
  });
  const outcomes = await replay(altered, ['sla-breached', 'channel-never-opened']);
  expect(outcomes['sla-breached']).toBeInstanceOf(DeterminismViolationError);
  expect(outcomes['channel-never-opened']).toBeUndefined();
});
