import {
  allHandlersFinished,
  CancellationScope,
  condition,
  log,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { brokenOff, type BrokenRun } from '../../src/action/broken-off.ts';
import { approve, cancel, decline, isOver, type Run, type RunRefused } from '../../src/action/run.ts';
import type { Mark } from '../../src/incident/incident.ts';
import { tellApprovers } from '../run/asking.ts';
import { detailsOf } from '../run/details.ts';
import { approveUpdate, cancelUpdate, declineUpdate, runQuery } from '../run/messages.ts';
import { endOnTimeline } from '../run/on-timeline.ts';
import { recordRun } from '../run/recording.ts';
import { unlessRefused } from '../run/refusing.ts';
import { Showing } from '../run/showing.ts';

/** Ends a run whose workflow Temporal has ended, and tells that as any other end is told. */
export async function runEnd(broken: BrokenRun): Promise<Run> {
  return CancellationScope.nonCancellable(() => told(broken));
}

async function told(broken: BrokenRun): Promise<Run> {
  const { order } = broken;
  let state = broken.run;
  const wasOver = isOver(state);
  setHandler(runQuery, () => state);
  // Nothing can be decided on a run that is over, and who tries hears why.
  const decided = (): Run => state;
  setHandler(
    approveUpdate,
    decided,
    rejecting((mark) => approve(state, order.plan, mark)),
  );
  setHandler(
    declineUpdate,
    decided,
    rejecting((mark) => decline(state, order.plan, mark)),
  );
  setHandler(
    cancelUpdate,
    decided,
    rejecting((mark) => cancel(state, mark)),
  );

  const showing = new Showing(order, () => state);
  // Its card is found by showing it as it stood, and is then brought to its end.
  const shown = showing.run();
  state = wasOver ? { ...state, revision: state.revision + 1 } : brokenOff(broken);
  setCurrentDetails(detailsOf(state));
  await Promise.all([
    shown,
    record(state),
    ...(wasOver ? [] : [endOnTimeline(order, state)]),
    ...(order.plan.approval ? [tellApprovers(order, state)] : []),
  ]);
  await condition(allHandlersFinished);
  return state;
}

const rejecting = (change: (mark: Mark) => Run | RunRefused) => ({
  validator: (mark: Mark) => void unlessRefused(change(mark)),
});

async function record(run: Run): Promise<void> {
  try {
    await recordRun.executeWithOptions({ summary: `${run.id}: ${run.status}` }, [run]);
  } catch (error) {
    log.error('how a run ended could not be recorded', { id: run.id, error });
  }
}
