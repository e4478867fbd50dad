import { jsonBytes } from '../text/json-size.ts';
import { ABANDONED } from './attempt.ts';
import { taskOf, type Chain, type ChainTask } from './chain.ts';
import { fitResult, fitted } from './fit.ts';
import type { RunFailure } from './run.ts';
import type { RunnerOutcome } from './runner.ts';
import { MOST_BYTES, TOO_LARGE } from './size.ts';
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
  readonly chain: Chain;
  readonly tasks: readonly TaskResult[];
  /** What came of tasks to which later ones refer, by their names; of one that was run again, the last time. */
  readonly results: Values;
  readonly cut: CutResults;
  readonly published: Values;
  /** The last task that was run, and how it ended. */
  readonly last?: { readonly task: ChainTask; readonly outcome: RunnerOutcome };
}

/** Results of which there was not room for all: by name of the task the names of what is not whole in it. */
export type CutResults = Readonly<Record<string, readonly string[]>>;

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

/** @returns how a step stands that has ended. */
export function stepStatusOf(outcome: RunnerOutcome): StepStatus {
  if (outcome.status === 'succeeded') return 'succeeded';
  return outcome.code === ABANDONED ? 'abandoned' : outcome.status;
}

/** @returns a chain of which nothing has been run. */
export const atBeginning = (chain: Chain): ChainProgress => ({
  chain,
  tasks: [],
  results: {},
  cut: {},
  published: {},
});

/**
 * @returns the progress with a task that has ended. Results are kept for as long as a task that may follow refers to them;
 * where there is not room for all, the newest is cut.
 * @param outcome without secrets.
 */
export function afterTask(progress: ChainProgress, task: ChainTask, outcome: RunnerOutcome): ChainProgress {
  const { chain } = progress;
  const { name } = task;
  const result = resultOf(outcome);
  const isWanted = wantedAfter(chain, task);
  const others = picked(progress.results, (one) => one !== name && isWanted(one));
  const room = Math.max(0, MOST_BYTES.results - jsonBytes(others));
  const { value, cut } = isWanted(name) ? fitted(result, (text) => text, room) : WHOLE;
  return {
    ...progress,
    tasks: [...progress.tasks, { name, state: STATES[stepStatusOf(outcome)], result }],
    results: { ...others, ...(isWanted(name) && { [name]: value }) },
    cut: {
      ...picked(progress.cut, (one) => one !== name && isWanted(one)),
      ...(cut.size > 0 && { [name]: [...cut] }),
    },
    last: { task, outcome },
  };
}

const WHOLE = { value: undefined, cut: new Set<string>() };

const picked = <T>(
  all: Readonly<Record<string, T>>,
  is: (name: string) => boolean,
): Readonly<Record<string, T>> => Object.fromEntries(Object.entries(all).filter(([name]) => is(name)));

/** @returns whether tasks that may follow a task, or what it publishes itself, refer to the result of a task of a name. */
function wantedAfter(chain: Chain, task: ChainTask): (name: string) => boolean {
  const following = new Set<ChainTask>();
  const add = (name: string | undefined): void => {
    const next = taskOf(chain, name);
    if (next) following.add(next);
  };
  add(task.onSuccess);
  add(task.onFailure);
  // Those that it adds come after those that are there.
  for (const { onSuccess, onFailure } of following) {
    add(onSuccess);
    add(onFailure);
  }
  const written = JSON.stringify([task.publish, ...[...following].map(templatesOf)]);
  return (name) => written.includes(name) || written.includes(ALL_RESULTS);
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

/** By this name templates know the results of all tasks. */
export const ALL_RESULTS = '__results';

const templatesOf = ({ parameters, publish, when }: ChainTask): readonly unknown[] => [
  parameters,
  publish,
  when,
];

/** What the templates of a task know of the chain until now. */
export interface ChainKnown {
  /** Besides the parameters of the chain: only what they name. */
  readonly known: Values;
  /** Those of the results among it that are not whole. */
  readonly cut: CutResults;
}

/** @returns what the templates of a task are rendered with. */
export function knownTo(task: ChainTask, { chain, results, cut, published }: ChainProgress): ChainKnown {
  const written = JSON.stringify(templatesOf(task));
  const own = { ...chain.vars, ...published };
  const asksAll = written.includes(ALL_RESULTS);
  return {
    known: {
      ...picked(results, (name) => written.includes(name)),
      ...own,
      ...(asksAll && { [ALL_RESULTS]: results }),
    },
    cut: picked(cut, (name) => asksAll || (written.includes(name) && !Object.hasOwn(own, name))),
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
  const what = failure.code === TOO_LARGE ? 'does not fit' : 'is not there';
  const message = `What the task ${nameOf(task)} is to publish ${what}: ${failure.message}`;
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
  const room = MOST_BYTES.result - jsonBytes({ published, tasks: '' });
  return { published, tasks: fitResult(tasks, (text) => text, room) };
}
