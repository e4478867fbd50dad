import {
  ActivityCancellationType,
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { RunnerOutcome } from '../../src/action/runner.ts';
import {
  approve,
  begun,
  cancel,
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
import { approveUpdate, cancelUpdate, declineUpdate, RUN_REFUSED, runQuery } from './messages.ts';
import { Showing } from './showing.ts';

const { recordRun } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30d',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** How long more than the runner's own limit an attempt may take, in milliseconds: it ends what ignores it. */
const ENDING_MS = 60_000;

/** Runs an action: waits for who has to agree, runs it, and says how it goes and how it ended. */
export async function run(order: RunOrder): Promise<Run> {
  let state = orderedRun(order);
  let recorded = 0;
  let running: CancellationScope | undefined;
  const move = (next: Run | RunRefused): Run => {
    if ('refused' in next)
      throw ApplicationFailure.create({
        message: next.message,
        type: RUN_REFUSED,
        nonRetryable: true,
        details: [next],
      });
    state = next;
    setCurrentDetails(detailsOf(state));
    return next;
  };
  const decide =
    (change: (before: Run, mark: Mark) => Run | RunRefused) =>
    (mark: Mark): Run =>
      move(change(state, mark));
  const approving = (before: Run, mark: Mark) => approve(before, order.plan, mark);
  const declining = (before: Run, mark: Mark) => decline(before, order.plan, mark);
  const rejecting = (change: typeof approving) => ({
    validator: (mark: Mark) => {
      const next = change(state, mark);
      if ('refused' in next) move(next);
    },
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
  move(state);

  const showing = new Showing(order, () => state);
  const told = Promise.all([keepRecord(), showing.run()]);
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
    const { attempts, outcome } = await carriedOut(order, running);
    move(endOf(state, outcome, attempts, Date.now()));
  }
  await told;
  await condition(allHandlersFinished);
  return state;

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

/** What came of all attempts. */
interface CarriedOut {
  readonly attempts: number;
  readonly outcome: RunnerOutcome;
}

/** @returns how it ended; never throws. */
async function carriedOut(order: RunOrder, scope: CancellationScope): Promise<CarriedOut> {
  const { id, action, plan } = order;
  const { runAction } = proxyActivities<Activities>({
    startToCloseTimeout: plan.timeoutMs + ENDING_MS,
    heartbeatTimeout: '30s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      initialInterval: plan.retryMs,
      backoffCoefficient: 2,
      maximumInterval: Math.max(plan.retryMs, 3_600_000),
      maximumAttempts: plan.attempts,
    },
  });
  try {
    return await scope.run(() => runAction.executeWithOptions({ summary: `${id}: ${action}` }, [order]));
  } catch (error) {
    return { attempts: plan.attempts, outcome: failureOf(error, scope) };
  }
}

/** @returns what the failure of an activity says: what the runner said, or that nobody knows what became of it. */
function failureOf(error: unknown, scope: CancellationScope): RunnerOutcome {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  const [said] = cause instanceof ApplicationFailure ? (cause.details ?? []) : [];
  if (isOutcome(said)) return said;
  if (scope.consideredCancelled)
    return {
      status: 'cancelled',
      code: 'cancelled',
      message: 'It was cancelled before it began.',
      mayRepeat: false,
    };
  const lost = cause instanceof TimeoutFailure;
  return {
    status: 'failed',
    code: lost ? 'abandoned' : 'unexpected',
    message: lost
      ? 'The worker that ran it is gone: whether it was done is not known. Look before you run it again.'
      : `It could not be run: ${cause?.message ?? String(error)}`,
    mayRepeat: false,
  };
}

function isOutcome(said: unknown): said is RunnerOutcome {
  return typeof said === 'object' && said !== null && 'status' in said && 'mayRepeat' in said;
}

function endOf(state: Run, outcome: RunnerOutcome, attempts: number, at: number): Run {
  const result = outcome.result === undefined ? {} : { result: outcome.result };
  if (outcome.status === 'succeeded') return ended(state, at, { status: 'succeeded', attempts, ...result });
  const { code, message } = outcome;
  const status = code === 'abandoned' ? 'abandoned' : outcome.status;
  return ended(state, at, { status, attempts, failure: { code, message }, ...result });
}

/** @returns what the Temporal UI shows of it. */
function detailsOf({ id, action, status, asked, incident, failure }: Run): string {
  const where = incident ? `, ${incident}` : '';
  return `**${id}** ${action}: ${status}, ordered by ${asked.by.name}${where}${failure ? `\n\n${failure.message}` : ''}`;
}
