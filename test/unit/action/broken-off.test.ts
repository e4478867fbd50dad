import { expect, it } from 'vitest';
import { brokenOff, type WorkflowEnd } from '../../../src/action/broken-off.ts';
import { atStep, begun, orderedRun } from '../../../src/action/run.ts';
import { orderOf } from '../chat/action-fixture.ts';

const RUN = orderedRun(orderOf());
const END: WorkflowEnd = { code: 'terminated', at: 2_000, reason: 'by mistake.' };
const LOOK = 'Whether it was done is not known. Look before you run it again.';

it('what had not begun was not done', () => {
  const run = brokenOff({ run: RUN, isNewest: true, end: END });
  expect(run).toMatchObject({
    status: 'failed',
    endedAt: 2_000,
    revision: RUN.revision + 1,
    failure: {
      code: 'terminated',
      message: 'Its workflow was terminated in Temporal: by mistake. It had not begun.',
    },
  });
});

it('of what had begun nobody knows whether it was done, nor of the step that was under way', () => {
  const at = { action: 'core.x', attempts: 1 } as const;
  let run = begun(RUN, 1_000);
  run = atStep(run, { ...at, place: '1', task: 'a', status: 'succeeded' });
  run = atStep(run, { ...at, place: '2', task: 'b', status: 'running' });
  expect(
    brokenOff({ run, isNewest: true, end: { ...END, code: 'workflow_failed', reason: '' } }),
  ).toMatchObject({
    status: 'abandoned',
    failure: { code: 'workflow_failed', message: `Its workflow failed in Temporal. ${LOOK}` },
    steps: [{ status: 'succeeded' }, { status: 'abandoned' }],
  });
});

it('where more may have become of it than is known nothing counts before this, and it may have begun', () => {
  const run = brokenOff({ run: RUN, isNewest: false, end: { ...END, code: 'workflow_timed_out' } });
  expect(run.revision).toBeGreaterThan(RUN.revision + 500);
  expect(run).toMatchObject({
    status: 'abandoned',
    failure: {
      message: `Its workflow took longer in Temporal than it may: by mistake. ${LOOK}`,
    },
  });
});
