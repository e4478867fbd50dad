import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import { registerSearchAttributes } from '../../src/wiring/temporal/temporal.ts';
import { IDENTITY, testTemporal, type TestTemporal } from './test-temporal.ts';

/**
 * Starts the Temporal that everybody runs, in memory. Its clock is the wall's.
 * @param settings dynamic configuration, each as `key=value`.
 */
export function realTime(...settings: string[]): TestTemporal {
  const start = (): Promise<TestWorkflowEnvironment> =>
    TestWorkflowEnvironment.createLocal({
      client: { identity: IDENTITY },
      server: {
        executable: { type: 'existing-path', path: inject('temporal') },
        // Polled as seldom as by default, two tasks in a row wait 100 ms for each other.
        extraArgs: [
          'history.transferProcessorMaxPollRPS=2000',
          'history.timerProcessorMaxPollRPS=2000',
          ...settings,
        ].flatMap((setting) => ['--dynamic-config-value', setting]),
      },
    });
  return testTemporal({
    workers: Worker,
    async begin() {
      const env = await patiently(start);
      await registerSearchAttributes(env.client);
      return { env, stop: () => env.teardown() };
    },
    end: (running) => running.stop(),
  });
}

/** How often a server may be late. */
const LATE_STARTS = 6;

/** The SDK gives a server five seconds to listen, which may be too few while others compete for the processors. */
async function patiently<T>(start: () => Promise<T>): Promise<T> {
  for (let late = 1; ; late++) {
    try {
      return await start();
    } catch (error) {
      if (late === LATE_STARTS || !/did not start within/.test(String(error))) throw error;
    }
  }
}
