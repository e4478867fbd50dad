import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { Scene } from '../scene.ts';
import { finish } from './messages.ts';

/** Starts a bare workflow. @param type its name in floor/workflows.ts. */
export function startBare(
  { client, floor }: Pick<Scene, 'client' | 'floor'>,
  type: 'bareUpdate' | 'bareActivity' | 'bareLifecycle' | 'bareReply',
  args: unknown[] = [],
): Promise<WorkflowHandle> {
  return client.workflow.start(type, {
    workflowId: `floor:${randomUUID()}`,
    taskQueue: floor.taskQueue,
    args,
  });
}

/** Ends bare workflows that wait for more. */
export async function endBare(handles: readonly WorkflowHandle[]): Promise<void> {
  for (const handle of handles) {
    await handle.signal(finish);
    await handle.result();
  }
}
