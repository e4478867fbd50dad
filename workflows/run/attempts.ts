import type { CancellationScope } from '@temporalio/workflow';
import {
  ActivityCancellationType,
  ActivityFailure,
  CancelledFailure,
  isCancellation,
  proxyActivities,
  sleep,
  TimeoutFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { AttemptKnown } from '../../activities/run.ts';
import { attemptQueueOfRun } from '../../src/action/run-queue.ts';
import { cancelledBetween, cutOff, pauseAfter, type Attempted } from '../../src/action/attempt.ts';
import type { RunnerOutcome } from '../../src/action/runner.ts';
import type { RunOrder } from '../../src/action/run.ts';
import { orderName } from '../../src/action/step.ts';
import { summarised } from '../markdown.ts';
import { runChain } from './chain.ts';
import { callElsewhere } from './elsewhere.ts';
import type { Watch } from './watch.ts';

/** How long more than the runner's own limit an attempt may take, in milliseconds: it ends what ignores it. */
const ENDING_MS = 60_000;
const BEFORE_IT_BEGAN: RunnerOutcome = {
  status: 'cancelled',
  code: 'cancelled',
  message: 'It was cancelled before it began.',
  mayRepeat: false,
};

/**
 * Runs an action, as often as it takes and is allowed. Each attempt is an activity of its own, which Temporal does not
 * repeat: what was cut off is repeated only where that has no second effect.
 * @param scope whose cancellation ends what is under way.
 * @returns how it ended; never throws.
 */
export async function carryOut(
  order: RunOrder,
  scope: CancellationScope,
  watch: Watch,
): Promise<RunnerOutcome> {
  let cutOffs = 0;
  for (let attempts = 1; ; attempts++) {
    const attempted = await attempt(order, attempts, scope, watch);
    const { outcome } = attempted;
    if (attempted.cutOff) cutOffs++;
    const pauseMs = pauseAfter(attempted, order.plan, attempts, cutOffs);
    if (outcome.status === 'succeeded' || pauseMs === undefined) return outcome;
    if (!(await waited(pauseMs, summarised(`${orderName(order)}: until it is tried again`), scope)))
      return cancelledBetween(outcome);
    watch.begun(attempts + 1);
  }
}

/** @returns whether nobody cancelled the run meanwhile. */
async function waited(ms: number, summary: string, scope: CancellationScope): Promise<boolean> {
  try {
    if (ms > 0) await scope.run(() => sleep(ms, { summary }));
    return !scope.consideredCancelled;
  } catch (error) {
    if (isCancellation(error)) return false;
    throw error;
  }
}

async function attempt(
  order: RunOrder,
  number: number,
  scope: CancellationScope,
  watch: Watch,
): Promise<Attempted> {
  const { action, plan } = order;
  const taskQueue = attemptQueueOfRun(workflowInfo().taskQueue);
  const { runAction } = proxyActivities<Activities>({
    ...(taskQueue !== undefined && { taskQueue }),
    startToCloseTimeout: plan.timeoutMs + ENDING_MS,
    heartbeatTimeout: '30s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: 1 },
  });
  const again = number === 1 ? '' : `, attempt ${number}`;
  const summary = summarised(`${orderName(order)}: ${action}${again}`);
  try {
    return await scope.run(async () => {
      const made = await runAction.executeWithOptions({ summary }, [order, number]);
      if (!('call' in made)) {
        watch.confides(made.outcome.confidential ?? []);
        return made;
      }
      const { call } = made;
      const outcome =
        call.kind === 'chain'
          ? await runChain(order, call.chain, { scope, watch, carryOut })
          : await callElsewhere(order, call);
      return { outcome };
    });
  } catch (error) {
    return unfinished(error);
  }
}

/** @returns what the failure of an attempt means that did not come to an outcome. */
function unfinished(error: unknown): Attempted {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof CancelledFailure) return { outcome: BEFORE_IT_BEGAN };
  if (cause instanceof TimeoutFailure) {
    const { repeatable = false } = (cause.lastHeartbeatDetails ?? {}) as Partial<AttemptKnown>;
    const wasLost = cause.timeoutType === 'HEARTBEAT';
    const what = wasLost
      ? 'The worker that ran it is gone'
      : 'It did not end when its time was over, nor when it was asked to';
    return cutOff(
      `${what}: whether it was done is not known. Look before you run it again.`,
      wasLost && repeatable,
    );
  }
  const message = `It could not be run: ${cause instanceof Error ? cause.message : String(error)}`;
  return { outcome: { status: 'failed', code: 'unexpected', message, mayRepeat: false } };
}
