import { isCancellation, proxyActivities, workflowInfo, type CancellationScope } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import {
  afterPublishing,
  afterSkipping,
  afterTask,
  atBeginning,
  cancelledBefore,
  cannotGoOn,
  cannotPublish,
  chainEnd,
  knownTo,
  nextAfter,
  stepStatusOf,
  type ChainProgress,
} from '../../src/action/chain-progress.ts';
import { MOST_STEPS, taskOf, type Chain, type ChainTask } from '../../src/action/chain.ts';
import type { RunOrder } from '../../src/action/run.ts';
import type { RunnerOutcome } from '../../src/action/runner.ts';
import type { PlannedStep } from '../../src/action/step-plan.ts';
import { orderName, type StepPlace } from '../../src/action/step.ts';
import { summarised } from '../markdown.ts';
import type { Watch } from './watch.ts';

const { planStep, publishStep } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1d',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** How the tasks of a chain are carried out. */
export interface ChainHost {
  /** Whose cancellation ends the task that is under way, and the chain. */
  readonly scope: CancellationScope;
  readonly watch: Watch;
  /** Runs the action of a task, as it runs any other. Never throws. */
  readonly carryOut: (order: RunOrder, scope: CancellationScope, watch: Watch) => Promise<RunnerOutcome>;
}

/**
 * Runs actions one after the other, each planned when it is its turn by what came of those before.
 * @param order that the chain is run, or that it is a step of another one.
 * @returns how the last of them ended, with what came of each; never throws.
 */
export async function runChain(order: RunOrder, chain: Chain, host: ChainHost): Promise<RunnerOutcome> {
  let progress = atBeginning(chain);
  let task = taskOf(chain, chain.first);
  for (let number = 1; task; number++) {
    const done = await runTask(order, { task, number, progress }, host);
    if ('end' in done) return done.end;
    ({ progress } = done);
    task = taskOf(chain, done.next);
  }
  return chainEnd(progress);
}

/** A task whose turn it is. */
interface Turn {
  readonly task: ChainTask;
  /** In the order in which tasks are run, from 1. */
  readonly number: number;
  readonly progress: ChainProgress;
}

type Done =
  { readonly end: RunnerOutcome } | { readonly progress: ChainProgress; readonly next?: string | undefined };

async function runTask(order: RunOrder, { task, number, progress }: Turn, host: ChainHost): Promise<Done> {
  const { scope, watch } = host;
  const place = order.step ? `${order.step.place}.${number}` : String(number);
  const step: StepPlace = { place, task: task.name };
  const at = { ...step, action: task.ref };
  if (scope.consideredCancelled) return { end: cancelledBefore(progress, task) };
  if (watch.steps() >= MOST_STEPS) return { end: cannotGoOn(progress, task, TOO_MANY) };

  const planned = await plan(order, step, task, progress);
  if (planned === 'cancelled') return { end: cancelledBefore(progress, task) };
  if ('skip' in planned) {
    watch.atStep({ ...at, status: 'skipped', attempts: 0 });
    return { progress: afterSkipping(progress, task), next: task.onSuccess };
  }
  if ('failure' in planned) {
    watch.atStep({ ...at, status: 'failed', attempts: 0 });
    return { end: cannotGoOn(progress, task, planned.failure) };
  }

  let attempts = 1;
  const stands = (status: 'running' | ReturnType<typeof stepStatusOf>): void => {
    watch.atStep({ ...at, status, attempts });
  };
  stands('running');
  const outcome = await host.carryOut(planned.run, scope, {
    ...watch,
    begun(again) {
      attempts = again;
      stands('running');
    },
  });
  stands(stepStatusOf(outcome));
  const after = afterTask(progress, task, outcome);
  const next = nextAfter(task, outcome);
  if (outcome.status !== 'succeeded' || Object.keys(task.publish).length === 0)
    return { progress: after, next };
  return publish(order, step, task, after);
}

async function plan(
  order: RunOrder,
  step: StepPlace,
  task: ChainTask,
  progress: ChainProgress,
): Promise<PlannedStep | 'cancelled'> {
  const summary = summarised(`${orderName({ ...order, step })}: plan it`);
  try {
    return await planStep.executeWithOptions({ summary }, [
      { order, step, task, ...knownTo(task, progress), historyBytes: workflowInfo().historySize },
    ]);
  } catch (error) {
    return isCancellation(error) ? 'cancelled' : { failure: unplanned(error) };
  }
}

async function publish(
  order: RunOrder,
  step: StepPlace,
  task: ChainTask,
  progress: ChainProgress,
): Promise<Done> {
  const summary = summarised(`${orderName({ ...order, step })}: publish`);
  try {
    const published = await publishStep.executeWithOptions({ summary }, [
      { order, task, ...knownTo(task, progress), published: progress.published },
    ]);
    if ('failure' in published) return { end: cannotPublish(progress, task, published.failure) };
    return { progress: afterPublishing(progress, published.values), next: task.onSuccess };
  } catch (error) {
    if (!isCancellation(error)) return { end: cannotPublish(progress, task, unplanned(error)) };
    return { progress, next: task.onSuccess };
  }
}

const TOO_MANY = {
  code: 'too_many_steps',
  message: `it would be the ${MOST_STEPS + 1}st. Look whether tasks follow each other without end.`,
};

const unplanned = (error: unknown) => ({
  code: 'unexpected',
  message: error instanceof Error ? error.message : String(error),
});
