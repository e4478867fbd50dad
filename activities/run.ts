import { Context } from '@temporalio/activity';
import { cutOff, type Attempted } from '../src/action/attempt.ts';
import { BadParameter } from '../src/action/bad-parameter.ts';
import type { ChainCall } from '../src/action/chain.ts';
import {
  failedForGood,
  type OutputPiece,
  type RunnerCall,
  type RunnerOutcome,
} from '../src/action/runner.ts';
import type { Run, RunFailure, RunOrder } from '../src/action/run.ts';
import { idempotencyKeyOf, outputName } from '../src/action/step.ts';
import type { TemporalCall } from '../src/action/temporal-call.ts';
import { whileHeartbeating } from './heartbeat.ts';

/** What is known of an attempt should its worker be gone. */
export interface AttemptKnown {
  /** Whether another attempt has no second effect. */
  readonly repeatable: boolean;
}

export interface RunActivities {
  /**
   * Makes one attempt to run an action. What it prints is kept as it comes.
   * @param attempt its number, from 1.
   * @returns what it came to; or what is to be called for it, which is for the workflow to do: something of somebody's own,
   * or other actions one after the other.
   */
  runAction(order: RunOrder, attempt: number): Promise<Attempted | { readonly call: RunCall }>;
  /** @returns what somebody else's code came to, without secrets and no longer than is kept and shown. */
  fitOutcome(what: { readonly tenant: string; readonly outcome: RunnerOutcome }): Promise<RunnerOutcome>;
  /** Writes how a run stands, unless a later state is written. */
  recordRun(run: Run): Promise<void>;
}

/** What the workflow of a run calls for it. */
export type RunCall = TemporalCall | ChainCall;

/** What runs what was ordered, as the configuration has it now. */
export type BoundRunner =
  | {
      readonly kind: 'here';
      /** Whether another attempt has no second effect, whatever became of this one. */
      readonly repeatable: boolean;
      /** Characters that are kept of each stream of what it prints; where nothing is said, the most that are. */
      readonly keeps?: number | undefined;
      /** Everything of a call but what it has from the configuration and from the order. */
      readonly run: (call: Omit<RunnerCall<unknown>, 'settings' | 'parameters'>) => Promise<RunnerOutcome>;
    }
  /** The workflow of the run itself. @throws BadParameter when the parameters make no call. */
  | { readonly kind: 'elsewhere'; readonly call: () => RunCall }
  /** Nothing can be run, and why. */
  | { readonly kind: 'nothing'; readonly failure: RunFailure };

/** Keeps what runs print. */
export interface RunOutput {
  /**
   * Begins what one attempt prints, in place of what an attempt of the same number printed before.
   * @param run as `outputName` names it. @param most characters that are kept of each stream.
   */
  begin(tenant: string, run: string, attempt: number, most?: number): OutputSink;
}

export interface OutputSink {
  /** Takes a piece. Never throws. */
  readonly print: (piece: OutputPiece) => void;
  /**
   * @param patience until it is aborted, what cannot be kept is tried again.
   * @returns when all of it is kept, or could not be. Never rejects.
   */
  end(patience: AbortSignal): Promise<void>;
}

/** How long before the time of an attempt is over nobody tries any more to keep what it printed, in milliseconds. */
const SPARE_MS = 10_000;

export function createRunActivities(deps: {
  readonly runner: (order: RunOrder) => BoundRunner;
  readonly output: RunOutput;
  readonly save: (run: Run) => Promise<void>;
  /** Makes what came of a run fit to be kept: without secrets, and no larger than a history may hold. */
  readonly fit: (outcome: RunnerOutcome, tenant: string) => RunnerOutcome;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): RunActivities {
  async function attempted(
    order: RunOrder,
    attempt: number,
    runner: Extract<BoundRunner, { kind: 'here' }>,
  ): Promise<Attempted> {
    const { tenant, id, plan, incident, step } = order;
    const context = Context.current();
    const late = AbortSignal.timeout(plan.timeoutMs);
    const sink = deps.output.begin(tenant, outputName(id, step), attempt, runner.keeps);
    const known: AttemptKnown = { repeatable: runner.repeatable };
    const patience = patienceOf(context);
    const made = (outcome: RunnerOutcome): Attempted => {
      if (outcome.status !== 'cancelled') return { outcome };
      if (context.cancellationDetails?.workerShutdown)
        return cutOff(
          `The worker that ran it was stopped, as when a new version is brought out. ${outcome.message}`,
          outcome.mayRepeat,
        );
      const isLate = late.aborted && !context.cancellationSignal.aborted;
      return { outcome: isLate ? timedOut(outcome, plan.timeoutMs) : outcome };
    };
    const work = async (): Promise<Attempted> => {
      try {
        const outcome = await runner.run({
          idempotencyKey: idempotencyKeyOf(order),
          signal: AbortSignal.any([context.cancellationSignal, late]),
          print: sink.print,
          ...(incident !== undefined && { incident }),
        });
        return made(outcome);
      } finally {
        // While it beats: who waits for a store that is away is no lost worker.
        await sink.end(patience);
      }
    };
    return whileHeartbeating(deps.now, work, known);
  }

  return {
    async runAction(order, attempt) {
      const runner = deps.runner(order);
      if (runner.kind === 'nothing')
        return { outcome: failedForGood(runner.failure.code, runner.failure.message) };
      if (runner.kind === 'here') {
        const { outcome, ...rest } = await attempted(order, attempt, runner);
        return { outcome: deps.fit(outcome, order.tenant), ...rest };
      }
      try {
        return { call: runner.call() };
      } catch (error) {
        if (!(error instanceof BadParameter)) throw error;
        return { outcome: failedForGood('bad_parameter', `${error.message}.`) };
      }
    },

    fitOutcome: ({ tenant, outcome }) => Promise.resolve(deps.fit(outcome, tenant)),
    recordRun: (run) => deps.save(run),
  };
}

/** @returns what is aborted when an attempt has to end, also without having kept all that it printed. */
function patienceOf(context: Context): AbortSignal {
  const stopping = new AbortController();
  context.cancelled.catch(() => {
    if (context.cancellationDetails?.workerShutdown) stopping.abort();
  });
  const leftMs = Math.max(0, context.info.startToCloseTimeoutMs - SPARE_MS);
  return AbortSignal.any([stopping.signal, AbortSignal.timeout(leftMs)]);
}

function timedOut(
  outcome: Exclude<RunnerOutcome, { status: 'succeeded' }>,
  timeoutMs: number,
): RunnerOutcome {
  const message = `It took longer than ${timeoutMs / 1_000} s.`;
  return { ...outcome, status: 'timed_out', code: 'timed_out', message };
}
