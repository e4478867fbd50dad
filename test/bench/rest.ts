import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';

const LOOK_MS = 25;
const LIMIT_MS = 60_000;

/** Waits until a workflow has nothing to do: no activity or task is pending and its history grows no more. */
export async function atRest(handle: WorkflowHandle): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  let before = -1;
  while (Date.now() < deadline) {
    const { raw, historyLength } = await handle.describe();
    const busy = (raw.pendingActivities?.length ?? 0) > 0 || Boolean(raw.pendingWorkflowTask);
    if (!busy && historyLength === before) return;
    before = busy ? -1 : historyLength;
    await pause(LOOK_MS);
  }
  throw new Error(`${handle.workflowId} did not come to rest within ${LIMIT_MS} ms`);
}
