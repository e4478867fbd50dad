import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { OutputPiece, RunnerCall, RunnerOutcome } from '../src/action/runner.ts';
import type { Run, RunOrder } from '../src/action/run.ts';
import { runWorkflowId } from '../src/action/run-id.ts';
import { whileHeartbeating } from './heartbeat.ts';

/** What came of a run, and how often it was tried. */
export interface Attempted {
  readonly attempts: number;
  readonly outcome: RunnerOutcome;
}

export interface RunActivities {
  /**
   * Makes one attempt to run an action. What it prints is kept as it comes.
   * @throws ApplicationFailure with the outcome as its detail, where another attempt is to be made.
   */
  runAction(order: RunOrder): Promise<Attempted>;
  /** Writes how a run stands, unless a later state is written. */
  recordRun(run: Run): Promise<void>;
}

/** Everything of a call but the settings, which a runner has from the configuration. */
export type BoundRunner = (call: Omit<RunnerCall<unknown>, 'settings'>) => Promise<RunnerOutcome>;

/** Keeps what runs print. */
export interface RunOutput {
  /** Begins what one attempt prints, in place of what an attempt of the same number printed before. */
  begin(tenant: string, run: string, attempt: number): OutputSink;
}

export interface OutputSink {
  /** Takes a piece. Never throws. */
  readonly print: (piece: OutputPiece) => void;
  /** @returns when all of it is kept, or could not be. Never rejects. */
  end(): Promise<void>;
}

/** Code of the failure of an attempt after which another one is made. */
const AGAIN = 'run_again';
/** For how long a server is left alone at most that asks to be, in milliseconds: a run is waited for by people. */
const LONGEST_WAIT_MS = 3_600_000;

export function createRunActivities(deps: {
  /** @returns what runs this action; undefined where the configuration has no such action any more. */
  readonly runner: (tenant: string, action: string) => BoundRunner | undefined;
  readonly output: RunOutput;
  readonly save: (run: Run) => Promise<void>;
  /** Makes a result fit to be kept: without secrets, and no larger than a history may hold. */
  readonly fit: (result: unknown, tenant: string) => unknown;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): RunActivities {
  async function attempt(order: RunOrder): Promise<RunnerOutcome> {
    const { tenant, id, action, parameters, plan, incident } = order;
    const runner = deps.runner(tenant, action);
    if (!runner)
      return {
        status: 'failed',
        code: 'unknown_action',
        message: `The configuration has no action ${action} any more.`,
        mayRepeat: false,
      };
    const { cancellationSignal: cancelled, info } = Context.current();
    const late = AbortSignal.timeout(plan.timeoutMs);
    const sink = deps.output.begin(tenant, id, info.attempt);
    try {
      const outcome = await whileHeartbeating(deps.now, () =>
        runner({
          parameters,
          idempotencyKey: runWorkflowId(tenant, id),
          signal: AbortSignal.any([cancelled, late]),
          print: sink.print,
          ...(incident !== undefined && { incident }),
        }),
      );
      return outcome.status === 'cancelled' && late.aborted && !cancelled.aborted
        ? {
            ...outcome,
            status: 'timed_out',
            code: 'timed_out',
            message: `It took longer than ${plan.timeoutMs / 1_000} s.`,
          }
        : outcome;
    } finally {
      await sink.end();
    }
  }

  return {
    async runAction(order) {
      const found = await attempt(order);
      const outcome: RunnerOutcome =
        found.result === undefined ? found : { ...found, result: deps.fit(found.result, order.tenant) };
      const { attempt: attempts } = Context.current().info;
      const isLast = attempts >= order.plan.attempts;
      if (outcome.status === 'succeeded' || outcome.status === 'cancelled' || !outcome.mayRepeat || isLast)
        return { attempts, outcome };
      const { message, retryAfterMs } = outcome;
      throw ApplicationFailure.create({
        message,
        type: AGAIN,
        details: [outcome],
        ...(retryAfterMs !== undefined && { nextRetryDelay: Math.min(retryAfterMs, LONGEST_WAIT_MS) }),
      });
    },

    recordRun: (run) => deps.save(run),
  };
}
