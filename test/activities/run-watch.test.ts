import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, expect, it } from 'vitest';
import {
  createRunWatchActivities,
  type BrokenRuns,
  type BrokenWorkflow,
  type RunRef,
} from '../../activities/run-watch.ts';
import type { BrokenRun } from '../../src/action/broken-off.ts';
import { runId, type RunId } from '../../src/action/run-id.ts';
import { orderedRun, type Run } from '../../src/action/run.ts';
import { jsonBytes } from '../../src/text/json-size.ts';
import { endedOf, orderOf, runningOf } from '../unit/chat/action-fixture.ts';

let broken: Map<RunId, BrokenWorkflow>;
let recorded: Map<RunId, Run>;
let begun: { readonly run: BrokenRun; readonly memo: BrokenWorkflow['memo'] }[];
/** Runs at which Temporal does not answer. */
let silent: Set<RunId>;
/** Runs that have ended by themselves since the index was asked. */
let over: Set<RunId>;

beforeEach(() => {
  broken = new Map();
  recorded = new Map();
  begun = [];
  silent = new Set();
  over = new Set();
});

const runs: BrokenRuns = {
  async *list() {
    for (const id of broken.keys()) yield await Promise.resolve<RunRef>({ tenant: 'default', id });
  },
  find: ({ id }) =>
    silent.has(id)
      ? Promise.reject(new Error('unavailable'))
      : Promise.resolve(over.has(id) ? undefined : broken.get(id)),
  end: (run, memo) => Promise.resolve(void begun.push({ run, memo })),
};

function breaks(id: RunId, more: Partial<BrokenWorkflow> = {}): void {
  const end = { code: 'terminated', at: 9_000, reason: '' } as const;
  broken.set(id, { input: orderOf({ id }), end, memo: { deliveryId: `of ${id}` }, ...more });
}

async function look(): Promise<readonly string[]> {
  const activities = createRunWatchActivities({
    runs,
    recorded: (_tenant, id) => Promise.resolve(recorded.get(id)),
    redact: (text) => text.replaceAll('hunter2', '[redacted]'),
    log: { warn: () => undefined },
  });
  return new MockActivityEnvironment().run(() => activities.endBrokenRuns());
}

it('leaves alone what is recorded as over, and what has ended by itself meanwhile', async () => {
  breaks('RUN-1');
  recorded.set('RUN-1', endedOf(orderOf({ id: 'RUN-1' }), { status: 'succeeded' }));
  breaks('RUN-2');
  over.add('RUN-2');
  breaks('RUN-3');
  expect(await look()).toEqual(['RUN-3 of default']);
});

it('goes by what the workflow says, else by what is recorded, else by the order', async () => {
  const order = orderOf();
  const { parameters: _, ...rest } = order;
  const says = runningOf(orderOf({ id: 'RUN-1' }));
  breaks('RUN-1', { run: says });
  recorded.set('RUN-1', orderedRun(orderOf({ id: 'RUN-1' })));
  breaks('RUN-2');
  recorded.set('RUN-2', runningOf(orderOf({ id: 'RUN-2' })));
  breaks('RUN-3');
  const end = { code: 'terminated', at: 1, reason: '' } as const;
  breaks('RUN-4', { input: { order: { ...rest, id: 'RUN-4' }, run: says, isNewest: true, end } });
  await look();
  expect(begun.map(({ run }) => [run.order.id, run.isNewest, run.run.revision])).toEqual([
    ['RUN-1', true, says.revision],
    ['RUN-2', false, says.revision],
    ['RUN-3', false, 1],
    ['RUN-4', false, says.revision],
  ]);
  expect(begun.map(({ memo }) => memo['deliveryId'])).toEqual([1, 2, 3, 4].map((n) => `of RUN-${n}`));
  expect(begun.filter(({ run }) => 'parameters' in run.order)).toEqual([]);
});

it('passes on no secrets, and nothing that is as large as what was ended', async () => {
  const input = orderOf({ id: 'RUN-1', parameters: { text: 'x'.repeat(1_900_000) } });
  breaks('RUN-1', { input, end: { code: 'workflow_failed', at: 1, reason: `hunter2 ${'y'.repeat(9_000)}` } });
  await look();
  expect(begun[0]!.run.end.reason).toMatch(/^\[redacted\] y+…$/);
  expect(jsonBytes(begun[0]!.run)).toBeLessThan(150_000);
});

it('is kept from no run by another one, and leaves what is too much to the next look', async () => {
  for (let n = 1; n <= 70; n++) breaks(runId(n));
  silent = new Set(['RUN-1', 'RUN-3']);
  expect(await look()).toHaveLength(50);
  expect(begun.slice(0, 2).map(({ run }) => run.order.id)).toEqual(['RUN-2', 'RUN-4']);
});
