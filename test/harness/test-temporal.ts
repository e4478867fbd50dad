import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type ActivityInterceptorsFactory } from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { registerSearchAttributes } from '../../src/wiring/temporal/temporal.ts';

/** Under what name clients and workers of tests appear in histories; by default it would be the machine's. */
export const IDENTITY = 'muster@test';

/** A Temporal of its own for one test file. Tests share it, one after the other. */
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

/**
 * Starts a Temporal for the tests of the file that calls this, and ends it after them.
 * @param interceptors of the activities of all its workers.
 */
export function testTemporal(
  start: () => Promise<TestWorkflowEnvironment>,
  interceptors: readonly ActivityInterceptorsFactory[] = [],
): TestTemporal {
  let env: TestWorkflowEnvironment | undefined;
  const started = (): TestWorkflowEnvironment => {
    if (!env) throw new Error('Temporal has not started yet');
    return env;
  };
  const begin = async (): Promise<void> => {
    env = await patiently(start);
    await registerSearchAttributes(env.client);
  };
  beforeAll(async () => {
    // What workflows log is what these tests provoke; what the SDK itself complains of is shown.
    Runtime.install({
      logger: new DefaultLogger('ERROR', ({ level, message, meta }) => {
        if (meta?.sdkComponent !== 'workflow') console.error(level, message, meta);
      }),
    });
    await begin();
  });
  afterAll(() => env?.teardown());
  return {
    get env() {
      return started();
    },
    async renew() {
      const old = started();
      await begin();
      await old.teardown();
    },
    async work(taskQueue, activities, without = []) {
      const worker = await Worker.create({
        connection: started().nativeConnection,
        taskQueue,
        workflowBundle: { codePath: inject('workflowBundle') },
        activities,
        interceptors: { activity: [...interceptors] },
        identity: IDENTITY,
        patchActivationCallback: ({ patchId }) => !without.includes(patchId),
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

/** How often a server may be late. */
const LATE_STARTS = 6;

/** The SDK gives a server five seconds to listen, which a Java machine does not keep while others compete for the processors. */
async function patiently<T>(start: () => Promise<T>): Promise<T> {
  for (let late = 1; ; late++) {
    try {
      return await start();
    } catch (error) {
      if (late === LATE_STARTS || !/did not start within/.test(String(error))) throw error;
    }
  }
}
