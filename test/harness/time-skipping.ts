import { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';
import { IDENTITY, testTemporal, type TestTemporal } from './test-temporal.ts';

/**
 * Starts a Temporal whose clock jumps over what nobody waits for. It differs from the real one: nothing must be under
 * way when a workflow is terminated, and no activity or timer end at the moment in which it is cancelled.
 */
export function timeSkipping(): TestTemporal {
  return testTemporal(() =>
    TestWorkflowEnvironment.createTimeSkipping({
      client: { identity: IDENTITY },
      server: { executable: { type: 'existing-path', path: inject('testServer') } },
    }),
  );
}
