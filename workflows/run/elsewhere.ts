import {
  ActivityCancellationType,
  CancellationScope,
  ChildWorkflowCancellationType,
  executeChild,
  ParentClosePolicy,
  proxyActivities,
  scheduleActivity,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { RunnerOutcome } from '../../src/action/runner.ts';
import type { RunOrder } from '../../src/action/run.ts';
import type {
  ActivityCall,
  TemporalCall,
  TemporalRetry,
  WorkflowCall,
} from '../../src/action/temporal-call.ts';
import { bytesText, MOST_BYTES } from '../../src/action/size.ts';
import { orderName } from '../../src/action/step.ts';
import { jsonBytes } from '../../src/text/json-size.ts';
import { summarised } from '../markdown.ts';
import { Unreadable } from '../payload-converter.ts';
import { outcomeOfFailure } from './elsewhere-failure.ts';

const { fitOutcome } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1d',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

const WORKFLOW_CANCELLATION = {
  wait: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
  'wait-requested': ChildWorkflowCancellationType.WAIT_CANCELLATION_REQUESTED,
  try: ChildWorkflowCancellationType.TRY_CANCEL,
  abandon: ChildWorkflowCancellationType.ABANDON,
} as const;

const ACTIVITY_CANCELLATION = {
  wait: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  try: ActivityCancellationType.TRY_CANCEL,
  abandon: ActivityCancellationType.ABANDON,
} as const;

/**
 * Calls a workflow or an activity of somebody's own, on their task queue. It stands below the run in Temporal, is
 * cancelled with the scope in which this is called, and ends by its own time-outs.
 * @returns how it ended; never throws.
 */
export async function callElsewhere(order: RunOrder, call: TemporalCall): Promise<RunnerOutcome> {
  const summary = summarised(`${orderName(order)}: ${order.action}`);
  const outcome = await ended(call, summary);
  // What was cancelled is to be told as well.
  return CancellationScope.nonCancellable(() => fitted(order.tenant, outcome));
}

async function ended(call: TemporalCall, summary: string): Promise<RunnerOutcome> {
  try {
    const result = await (call.kind === 'workflow' ? startedChild(call, summary) : scheduled(call, summary));
    return { status: 'succeeded', result: readable(result) };
  } catch (error) {
    return outcomeOfFailure(error, call, CancellationScope.current().consideredCancelled);
  }
}

/** Bytes of a result that can be passed on to where it is cut: Temporal takes no input above 2 MB. */
const PASSED_ON = 1_000_000;

/** @returns a result that can be passed on, or why there is none. */
function readable(result: unknown): unknown {
  if (result instanceof Unreadable)
    return 'The result is in an encoding that cannot be read here: return JSON.';
  if (ArrayBuffer.isView(result))
    return `The result is ${result.byteLength} bytes that are no JSON: return JSON. They are in the history of the run in Temporal.`;
  const bytes = jsonBytes(result);
  if (bytes <= PASSED_ON) return result;
  return `The result takes ${bytesText(bytes)}, and what comes of a run may take ${MOST_BYTES.result}: return where it is to be found instead. It is in the history of the run in Temporal.`;
}

function startedChild(call: WorkflowCall, summary: string): Promise<unknown> {
  const { type, workflowId, taskQueue, args, cancellation, retry } = call;
  return executeChild(type, {
    workflowId,
    taskQueue,
    args: [...args],
    workflowExecutionTimeout: call.executionTimeout,
    ...(call.runTimeout !== undefined && { workflowRunTimeout: call.runTimeout }),
    ...(call.taskTimeout !== undefined && { workflowTaskTimeout: call.taskTimeout }),
    retry: retryPolicy(retry),
    cancellationType: WORKFLOW_CANCELLATION[cancellation],
    // Whoever ends the run in Temporal itself wants its end, too, and lets it tidy up.
    parentClosePolicy:
      cancellation === 'abandon' ? ParentClosePolicy.ABANDON : ParentClosePolicy.REQUEST_CANCEL,
    staticSummary: summary,
  });
}

function scheduled(call: ActivityCall, summary: string): Promise<unknown> {
  const { type, taskQueue, args, cancellation, retry } = call;
  return scheduleActivity(type, [...args], {
    taskQueue,
    scheduleToStartTimeout: call.scheduleToStartTimeout,
    startToCloseTimeout: call.startToCloseTimeout,
    ...(call.scheduleToCloseTimeout !== undefined && { scheduleToCloseTimeout: call.scheduleToCloseTimeout }),
    ...(call.heartbeatTimeout !== undefined && { heartbeatTimeout: call.heartbeatTimeout }),
    retry: retryPolicy(retry),
    cancellationType: ACTIVITY_CANCELLATION[cancellation],
    summary,
  });
}

const retryPolicy = ({ nonRetryableErrorTypes, ...rest }: TemporalRetry) => ({
  ...rest,
  nonRetryableErrorTypes: [...nonRetryableErrorTypes],
});

/** @returns the outcome without secrets, which only workers know; what could not be looked through is left out. */
async function fitted(tenant: string, outcome: RunnerOutcome): Promise<RunnerOutcome> {
  try {
    return await fitOutcome({ tenant, outcome });
  } catch {
    if (outcome.status === 'succeeded') return { status: 'succeeded', result: undefined };
    const { status, code, mayRepeat } = outcome;
    return { status, code, message: 'Why is in the history of the run in Temporal.', mayRepeat };
  }
}
