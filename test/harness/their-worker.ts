import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';

/**
 * A worker as Muster's users have one of their own, which knows nothing of Muster: with the workflows of
 * `their-workflows.ts`.
 * @returns ends it.
 */
export async function theirWorker(
  { nativeConnection }: TestWorkflowEnvironment,
  taskQueue: string,
  activities: Readonly<Record<string, (...args: never[]) => unknown>>,
): Promise<() => Promise<void>> {
  const worker = await Worker.create({
    connection: nativeConnection,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./their-workflows.ts', import.meta.url)),
    activities,
    maxHeartbeatThrottleInterval: 50,
    defaultHeartbeatThrottleInterval: 50,
    shutdownForceTime: '2s',
  });
  const run = worker.run();
  return async () => {
    worker.shutdown();
    await run;
  };
}
