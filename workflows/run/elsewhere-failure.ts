import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  isCancellation,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import { ABANDONED } from '../../src/action/attempt.ts';
import type { RunnerOutcome } from '../../src/action/runner.ts';
import type { TemporalCall } from '../../src/action/temporal-call.ts';
import { span } from '../../src/incident/age.ts';
import { bounded } from '../../src/text/bounded.ts';

/** Characters of what somebody else's code says of its failure. */
const LONGEST = 1_000;
/** How many causes of causes are looked at. */
const DEEPEST = 10;

type Ended = Exclude<RunnerOutcome, { status: 'succeeded' }>;

/**
 * @param error with which a call of somebody's own workflow or activity ended. @param byUs whether the run was cancelled.
 * @returns what it means, in words for people. It is never repeated: its own retry policy has done that.
 */
export function outcomeOfFailure(error: unknown, call: TemporalCall, byUs: boolean): RunnerOutcome {
  const end = (status: Ended['status'], code: string, message: string): RunnerOutcome => ({
    status,
    code,
    message,
    mayRepeat: false,
  });
  const name = call.kind === 'workflow' ? `The workflow ${call.workflowId}` : `The activity ${call.type}`;
  if (error instanceof WorkflowExecutionAlreadyStartedError)
    return end(
      'failed',
      'already_running',
      `A workflow of the id ${error.workflowId} runs already: wait until it has ended, or cancel it.`,
    );
  const cause = unwrapped(error);
  if (isCancellation(error)) return end('cancelled', 'cancelled', cancelledText(name, call, byUs));
  if (cause instanceof TerminatedFailure)
    return end('failed', 'terminated', `${name} was terminated in Temporal.`);
  if (cause instanceof TimeoutFailure) return { ...timedOut(cause, name, call), mayRepeat: false };
  return end('failed', `${call.kind}_failed`, `${name} failed: ${saidBy(cause)}`);
}

/** @returns what failed in the first place, without what Temporal wraps around it. */
function unwrapped(error: unknown): unknown {
  let cause = error;
  for (let depth = 0; depth < DEEPEST; depth++) {
    if (!(cause instanceof ActivityFailure || cause instanceof ChildWorkflowFailure) || !cause.cause) break;
    cause = cause.cause;
  }
  return cause;
}

/** @returns what code says of its failure, with the causes that say something else. */
function saidBy(failure: unknown): string {
  const said: string[] = [];
  let cause = failure;
  for (let depth = 0; depth < DEEPEST && cause instanceof Error; depth++) {
    const type = cause instanceof ApplicationFailure && cause.type ? ` (${cause.type})` : '';
    const isWrapper = cause instanceof ActivityFailure || cause instanceof ChildWorkflowFailure;
    const { message } = cause;
    if (message && !isWrapper && !said.some((one) => one.includes(message))) said.push(`${message}${type}`);
    cause = cause.cause;
  }
  return bounded(said.join(': ') || 'it gives no reason', LONGEST);
}

function cancelledText(name: string, call: TemporalCall, byUs: boolean): string {
  if (!byUs) return `${name} was cancelled in Temporal.`;
  switch (call.cancellation) {
    case 'wait':
      return `${name} was cancelled.`;
    case 'abandon':
      return `${name} goes on: its \`cancellation\` is abandon.`;
    case 'try':
    case 'wait-requested':
      return `${name} was asked to end. Whether it has is to be seen in Temporal.`;
  }
}

function timedOut(
  { timeoutType }: TimeoutFailure,
  name: string,
  call: TemporalCall,
): Pick<Ended, 'status' | 'code' | 'message'> {
  const ended = (
    setting: string,
    ms: number | undefined,
    more = '',
  ): Pick<Ended, 'status' | 'code' | 'message'> => ({
    status: 'timed_out',
    code: 'timed_out',
    message: `${name} took longer than ${ms === undefined ? 'it may' : span(ms)} (\`${setting}\`).${more}`,
  });
  if (call.kind === 'workflow') {
    const ms = Math.min(call.executionTimeout, call.runTimeout ?? Infinity);
    return ended(
      ms === call.executionTimeout ? 'executionTimeout' : 'runTimeout',
      ms,
      ` If it never began: look whether a worker listens to the task queue ${call.taskQueue}.`,
    );
  }
  if (timeoutType === 'SCHEDULE_TO_START')
    return {
      status: 'failed',
      code: 'no_worker',
      message: `No worker took ${call.type} within ${span(call.scheduleToStartTimeout)}: look whether one listens to the task queue ${call.taskQueue}, and whether it is busy.`,
    };
  if (timeoutType === 'HEARTBEAT')
    return {
      status: 'failed',
      code: ABANDONED,
      message: `${name} has been silent for longer than its \`heartbeatTimeout\`: its worker may be gone. Whether it was done is not known.`,
    };
  return timeoutType === 'SCHEDULE_TO_CLOSE'
    ? ended('scheduleToCloseTimeout', call.scheduleToCloseTimeout)
    : ended('startToCloseTimeout', call.startToCloseTimeout);
}
