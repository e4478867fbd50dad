import type { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  DefaultLogger,
  Runtime,
  type ActivityInterceptorsFactory,
  type Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Activities } from '../../activities/index.ts';

/** Under what name clients and workers of tests appear in histories; by default it would be the machine's. */
export const IDENTITY = 'muster@test';

/** A Temporal for one test file. Tests share it, one after the other. */
export interface TestTemporal {
  readonly env: TestWorkflowEnvironment;
  /**
   * Starts a worker. @param without patches of workflows that its code is to be taken not to have yet.
   * @returns ends it as an orderly stop does.
   */
  work(taskQueue: string, activities: Activities, without?: readonly string[]): Promise<() => Promise<void>>;
  /** Ends the server and begins a new and empty one. */
  renew(): Promise<void>;
}

/** A Temporal that runs. */
export interface Running {
  readonly env: TestWorkflowEnvironment;
  stop(): Promise<void>;
}

/** Where a file has its Temporal from. */
export interface Origin {
  /** What workers there are. */
  readonly workers: Pick<typeof Worker, 'create'>;
  /** @returns one that knows Muster's search attributes and has nothing under way. */
  begin(): Promise<Running>;
  /** Takes it back after the last test of the file. */
  end(running: Running): Promise<void>;
}

/**
 * Gives the tests of the file that calls this a Temporal.
 * @param interceptors of the activities of all its workers.
 */
export function testTemporal(
  origin: Origin,
  interceptors: readonly ActivityInterceptorsFactory[] = [],
): TestTemporal {
  let running: Running | undefined;
  const started = (): Running => {
    if (!running) throw new Error('Temporal has not started yet');
    return running;
  };
  const begin = async (): Promise<void> => {
    installRuntime();
    running = await origin.begin();
  };
  beforeAll(begin);
  afterAll(() => running && origin.end(running));
  return {
    get env() {
      return started().env;
    },
    async renew() {
      const old = started();
      await begin();
      await old.stop();
    },
    async work(taskQueue, activities, without = []) {
      const worker = await origin.workers.create({
        connection: started().env.nativeConnection,
        taskQueue,
        workflowBundle: { codePath: inject('workflowBundle') },
        activities,
        interceptors: { activity: [...interceptors] },
        identity: IDENTITY,
        patchActivationCallback: patchesBut(without),
        maxHeartbeatThrottleInterval: 100,
        defaultHeartbeatThrottleInterval: 100,
        shutdownForceTime: '2s',
      });
      const run = worker.run();
      return async () => {
        worker.shutdown();
        await run;
      };
    },
  };
}

const patches = new Map<string, NonNullable<WorkerOptions['patchActivationCallback']>>();

/** @returns the same function for the same list: workers that differ in it cannot share their workflows. */
function patchesBut(without: readonly string[]): NonNullable<WorkerOptions['patchActivationCallback']> {
  const key = JSON.stringify(without);
  const known = patches.get(key) ?? (({ patchId }) => !without.includes(patchId));
  patches.set(key, known);
  return known;
}

let installed = false;

/** A process has one runtime. When the SDK has ended it for want of work, it begins the next with the same options. */
function installRuntime(): void {
  if (installed) return;
  // What workflows log is what these tests provoke; what the SDK itself complains of is shown.
  Runtime.install({
    logger: new DefaultLogger('ERROR', ({ level, message, meta }) => {
      if (meta?.sdkComponent !== 'workflow') console.error(level, message, meta);
    }),
  });
  installed = true;
}
