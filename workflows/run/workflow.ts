import {
  allHandlersFinished,
  CancellationScope,
  condition,
  log,
  patched,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { ABANDONED } from '../../src/action/attempt.ts';
import type { RunnerOutcome } from '../../src/action/runner.ts';
import {
  again,
  approve,
  atStep,
  begun,
  cancel,
  confiding,
  decline,
  ended,
  expire,
  isOver,
  orderedRun,
  type Run,
  type RunOrder,
  type RunRefused,
} from '../../src/action/run.ts';
import type { Mark } from '../../src/incident/incident.ts';
import { TEMPORAL_OPERATOR } from '../../src/incident/person.ts';
import { askApprovers } from './asking.ts';
import { carryOut } from './attempts.ts';
import { detailsOf } from './details.ts';
import { approveUpdate, cancelUpdate, declineUpdate, runQuery } from './messages.ts';
import { keepOnTimeline } from './on-timeline.ts';
import { recordRun } from './recording.ts';
import { unlessRefused } from './refusing.ts';
import { Showing } from './showing.ts';

/** Runs an action: waits for who has to agree, runs it, and says how it goes and how it ended. */
export async function run(order: RunOrder): Promise<Run> {
  const { cancelRequested } = CancellationScope.current();
  // Who presses "Request Cancellation" in the Temporal UI ends what is run, not what is told of that.
  return CancellationScope.nonCancellable(() => live(order, cancelRequested));
}

async function live(order: RunOrder, cancelRequested: Promise<never>): Promise<Run> {
  let state = orderedRun(order);
  let recorded = 0;
  let running: CancellationScope | undefined;
  const move = (next: Run | RunRefused): Run => {
    state = unlessRefused(next);
    setCurrentDetails(detailsOf(state));
    return state;
  };
  const decide =
    (change: (before: Run, mark: Mark) => Run | RunRefused) =>
    (mark: Mark): Run =>
      move(change(state, mark));
  const approving = (before: Run, mark: Mark) => approve(before, order.plan, mark);
  const declining = (before: Run, mark: Mark) => decline(before, order.plan, mark);
  const rejecting = (change: typeof approving) => ({
    validator: (mark: Mark) => void unlessRefused(change(state, mark)),
  });
  setHandler(runQuery, () => state);
  setHandler(approveUpdate, decide(approving), rejecting(approving));
  setHandler(declineUpdate, decide(declining), rejecting(declining));
  setHandler(
    cancelUpdate,
    (mark) => {
      const next = decide(cancel)(mark);
      running?.cancel();
      return next;
    },
    rejecting(cancel),
  );
  cancelRequested.catch(() => {
    const next = cancel(state, { by: TEMPORAL_OPERATOR, at: Date.now() });
    if ('refused' in next) return;
    move(next);
    running?.cancel();
  });
  move(state);

  const { parameters: _, ...shown } = order;
  const showing = new Showing(shown, () => state);
  const told = Promise.all([keepRecord(), showing.run(), keepOnTimeline(order, () => state), askDirectly()]);
  const summary = `${order.id}: until somebody approves it`;
  const { approveBy } = state;
  if (approveBy !== undefined)
    await condition(() => state.status !== 'awaiting_approval', Math.max(1, approveBy - Date.now()), {
      summary,
    });
  if (state.status === 'awaiting_approval') move(expire(state, Date.now()));
  if (!isOver(state)) {
    move(begun(state, Date.now()));
    running = new CancellationScope();
    // Called off between the agreement and now.
    if (state.cancelled) running.cancel();
    const outcome = await carryOut(order, running, {
      begun: (attempts) => move(again(state, attempts)),
      atStep: (step) => move(atStep(state, step)),
      confides(incidents) {
        const next = confiding(state, incidents);
        if (next !== state) move(next);
      },
      steps: () => state.steps?.length ?? 0,
    });
    move(endOf(state, outcome, Date.now()));
  }
  await told;
  await condition(allHandlersFinished);
  return state;

  async function askDirectly(): Promise<void> {
    if (state.status === 'awaiting_approval' && patched('approvers are told directly'))
      await askApprovers(order, () => state);
  }

  /** Writes how it stands for who reads it elsewhere, the newest state last. */
  async function keepRecord(): Promise<void> {
    while (recorded < state.revision || !isOver(state)) {
      await condition(() => recorded < state.revision);
      const now = state;
      try {
        await recordRun.executeWithOptions({ summary: `${order.id}: ${now.status}` }, [now]);
      } catch (error) {
        log.error('how a run stands could not be recorded', { id: order.id, error });
      }
      recorded = now.revision;
    }
  }
}

function endOf(state: Run, outcome: RunnerOutcome, at: number): Run {
  const result = outcome.result === undefined ? {} : { result: outcome.result };
  if (outcome.status === 'succeeded') return ended(state, at, { status: 'succeeded', ...result });
  const { code, message } = outcome;
  const status = code === ABANDONED ? 'abandoned' : outcome.status;
  return ended(state, at, { status, failure: { code, message }, ...result });
}
