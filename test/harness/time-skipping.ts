import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterEach } from 'vitest';
import { ForgottenLocks } from './forgotten-lock.ts';
import { atProcessEnd, outlivesFile } from './process-end.ts';
import { startSkipping } from './skipping-server.ts';
import { testTemporal, type Origin, type Running, type TestTemporal } from './test-temporal.ts';
import { TestWorker } from './test-worker.ts';

/**
 * Starts a Temporal whose clock jumps over what nobody waits for, or takes that of the file before in the same process.
 * It differs from the real one: nothing must be under way when a workflow is terminated, and no activity or timer end
 * at the moment in which it is cancelled. Where that happens all the same, the next test gets a new server.
 */
export function timeSkipping(): TestTemporal {
  const locks = new ForgottenLocks(() => temporal.env);
  const temporal: TestTemporal = testTemporal(skipping, [locks.interceptor]);
  afterEach(async () => {
    await locks.mended();
    // A clock that no longer jumps would fail every test after the one that has stopped it.
    if (!(await jumps(temporal.env))) await temporal.renew();
  });
  return temporal;
}

/** The server between two files of a process. */
let kept: { readonly running: Running; readonly taken: () => void } | undefined;

const skipping: Origin = {
  workers: TestWorker,
  async begin() {
    const free = kept;
    kept = undefined;
    free?.taken();
    return free?.running ?? startSkipping();
  },
  async end(running) {
    if (outlivesFile() && (await vacated(running.env)))
      kept = { running, taken: atProcessEnd(() => running.stop()) };
    else await running.stop();
  },
};

/** Terminates what a file has left open. @returns whether the clock still jumps after that. */
async function vacated(env: TestWorkflowEnvironment): Promise<boolean> {
  const { workflowService } = env.connection;
  for (;;) {
    const { executions } = await workflowService.listOpenWorkflowExecutions({ namespace: 'default' });
    if (executions.length === 0) return jumps(env);
    for (const { execution } of executions)
      await env.client.workflow.getHandle(execution?.workflowId ?? '').terminate('the file is over');
  }
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
