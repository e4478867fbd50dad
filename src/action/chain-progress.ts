import { ABANDONED } from './attempt.ts';
import type { Chain, ChainTask } from './chain.ts';
import { fitResult } from './fit.ts';
import type { RunFailure } from './run.ts';
import type { RunnerOutcome } from './runner.ts';
import type { StepStatus } from './step.ts';

type Values = Readonly<Record<string, unknown>>;

/** What became of a task, as the result of a chain tells it. */
interface TaskResult {
  readonly name: string;
  /** In StackStorm's words. */
  readonly state: string;
  readonly result: unknown;
}

/** How far a chain has come. */
export interface ChainProgress {
  readonly tasks: readonly TaskResult[];
  /** What came of each task, by its name; of one that was run again, the last time. */
  readonly results: Values;
  readonly vars: Values;
  readonly published: Values;
  /** The last task that was run, and how it ended. */
  readonly last?: { readonly task: ChainTask; readonly outcome: RunnerOutcome };
}

/** StackStorm's names of how an action stands. */
const STATES: Readonly<Record<StepStatus, string>> = {
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  timed_out: 'timeout',
  cancelled: 'canceled',
  abandoned: 'abandoned',
  skipped: 'skipped',
};

/** Characters of all results together that later tasks may look at: all of them are passed on, and kept in a history. */
const MOST = 256_000;

/** @returns how a step stands that has ended. */
export function stepStatusOf(outcome: RunnerOutcome): StepStatus {
  if (outcome.status === 'succeeded') return 'succeeded';
  return outcome.code === ABANDONED ? 'abandoned' : outcome.status;
}

/** @returns a chain of which nothing has been run. */
export const atBeginning = ({ vars }: Chain): ChainProgress => ({
  tasks: [],
  results: {},
  vars,
  published: {},
});

/** @returns the progress with a task that has ended. @param outcome without secrets. */
export function afterTask(progress: ChainProgress, task: ChainTask, outcome: RunnerOutcome): ChainProgress {
  const { [task.name]: _, ...others } = progress.results;
  const room = Math.max(0, MOST - JSON.stringify(others).length);
  const result = fitResult(resultOf(outcome), (text) => text, room);
  const state = STATES[stepStatusOf(outcome)];
  return {
    ...progress,
    tasks: [...progress.tasks, { name: task.name, state, result }],
    results: { ...others, [task.name]: result },
    last: { task, outcome },
  };
}

/** @returns the progress with a task that was left out. */
export function afterSkipping(progress: ChainProgress, { name }: ChainTask): ChainProgress {
  return { ...progress, tasks: [...progress.tasks, { name, state: STATES.skipped, result: {} }] };
}

/** @returns the progress with what a task gives to those after it. */
export function afterPublishing(progress: ChainProgress, values: Values): ChainProgress {
  return { ...progress, published: { ...progress.published, ...values } };
}

/** As templates know what an execution came to. */
function resultOf(outcome: RunnerOutcome): unknown {
  if (outcome.result !== undefined) return outcome.result;
  return outcome.status === 'succeeded' ? {} : { error: outcome.message };
}

/** @returns what the templates of a task are rendered with, besides the parameters of the chain: only what they name. */
export function knownTo(task: ChainTask, { results, vars, published }: ChainProgress): Values {
  const written = JSON.stringify([task.parameters, task.publish, task.when]);
  const named = Object.fromEntries(Object.entries(results).filter(([name]) => written.includes(name)));
  return {
    ...named,
    ...vars,
    ...published,
    ...(written.includes('__results') && { __results: results }),
  };
}

/** @returns the name of the task that follows; undefined: none does. */
export const nextAfter = (task: ChainTask, outcome: RunnerOutcome): string | undefined =>
  outcome.status === 'succeeded'
    ? task.onSuccess
    : outcome.status === 'cancelled'
      ? undefined
      : task.onFailure;

/** @returns how a chain ended whose last task has been run: as that did. */
export function chainEnd(progress: ChainProgress): RunnerOutcome {
  const { last } = progress;
  if (!last || last.outcome.status === 'succeeded') return { status: 'succeeded', result: sumOf(progress) };
  const { status, code, message } = last.outcome;
  const words = code === ABANDONED ? 'was given up' : ENDED[status];
  return stopped(progress, status, { code, message: `The task ${nameOf(last.task)} ${words}: ${message}` });
}

const ENDED = { failed: 'failed', timed_out: 'took too long', cancelled: 'was cancelled' } as const;

/** @returns how a chain ended that could not go on with a task. */
export function cannotGoOn(progress: ChainProgress, task: ChainTask, failure: RunFailure): RunnerOutcome {
  return stopped(progress, 'failed', {
    ...failure,
    message: `The task ${nameOf(task)} cannot be run: ${failure.message}`,
  });
}

/** @returns how a chain ended that could not go on behind a task, as what it gives to others could not be rendered. */
export function cannotPublish(progress: ChainProgress, task: ChainTask, failure: RunFailure): RunnerOutcome {
  const message = `What the task ${nameOf(task)} is to publish is not there: ${failure.message}`;
  return stopped(progress, 'failed', { ...failure, message });
}

/** @returns how a chain ended that somebody cancelled before a task. */
export function cancelledBefore(progress: ChainProgress, task: ChainTask): RunnerOutcome {
  const message = `It was cancelled before the task ${nameOf(task)}.`;
  return stopped(progress, 'cancelled', { code: 'cancelled', message });
}

const nameOf = ({ name, ref }: ChainTask): string => `${name} (${ref})`;

function stopped(
  progress: ChainProgress,
  status: 'failed' | 'timed_out' | 'cancelled',
  { code, message }: RunFailure,
): RunnerOutcome {
  return { status, code, message, result: { ...sumOf(progress), error: message }, mayRepeat: false };
}

function sumOf({ tasks, published }: ChainProgress): Values {
  return fitResult({ published, tasks }, (text) => text) as Values;
}
