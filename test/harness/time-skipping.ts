import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterEach, inject } from 'vitest';
import { ForgottenLocks } from './forgotten-lock.ts';
import { IDENTITY, testTemporal, type TestTemporal } from './test-temporal.ts';

/**
 * Starts a Temporal whose clock jumps over what nobody waits for. It differs from the real one: nothing must be under
 * way when a workflow is terminated, and no activity or timer end at the moment in which it is cancelled. Where that
 * happens all the same, the next test gets a new server.
 */
export function timeSkipping(): TestTemporal {
  const locks = new ForgottenLocks(() => temporal.env);
  const temporal: TestTemporal = testTemporal(
    () =>
      TestWorkflowEnvironment.createTimeSkipping({
        client: { identity: IDENTITY },
        server: { executable: { type: 'existing-path', path: inject('testServer') } },
      }),
    [locks.interceptor],
  );
  afterEach(async () => {
    await locks.mended();
    // A clock that no longer jumps would fail every test after the one that has stopped it.
    if (!(await jumps(temporal.env))) await temporal.renew();
  });
  return temporal;
}

/** How long a jump over a minute may take, in milliseconds. */
const JUMP_MS = 4_000;

async function jumps({ connection, sleep }: TestWorkflowEnvironment): Promise<boolean> {
  try {
    await connection.withDeadline(Date.now() + JUMP_MS, () => sleep(60_000));
    return true;
  } catch {
    return false;
  }
}
