import { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';
import { IDENTITY, testTemporal, type TestTemporal } from './test-temporal.ts';

/**
 * Starts the Temporal that everybody runs, in memory. Its clock is the wall's.
 * @param settings dynamic configuration, each as `key=value`.
 */
export function realTime(...settings: string[]): TestTemporal {
  return testTemporal(() =>
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
    }),
  );
}
