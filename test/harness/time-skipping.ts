import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Runtime, Worker, DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { registerSearchAttributes } from '../../src/temporal.ts';

/** A Temporal whose clock jumps over what nobody waits for. Tests of one file share it, one after the other. */
export interface TimeSkipping {
  readonly env: TestWorkflowEnvironment;
  /** Starts a worker. @returns ends it as an orderly stop does. */
  work(taskQueue: string, activities: Activities): Promise<() => Promise<void>>;
}

/** Starts a time-skipping Temporal for the tests of the file that calls this. */
export function timeSkipping(): TimeSkipping {
  let env: TestWorkflowEnvironment | undefined;
  const started = (): TestWorkflowEnvironment => {
    if (!env) throw new Error('the time-skipping Temporal has not started yet');
    return env;
  };
  beforeAll(async () => {
    // What workflows log is what these tests provoke; what the SDK itself complains of is shown.
    Runtime.install({
      logger: new DefaultLogger('ERROR', ({ level, message, meta }) => {
        if (meta?.sdkComponent !== 'workflow') console.error(level, message, meta);
      }),
    });
    env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: inject('testServer') } },
    });
    await registerSearchAttributes(env.client);
  });
  afterAll(() => env?.teardown());
  return {
    get env() {
      return started();
    },
    async work(taskQueue, activities) {
      const worker = await Worker.create({
        connection: started().nativeConnection,
        taskQueue,
        workflowBundle: { codePath: inject('workflowBundle') },
        activities,
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
