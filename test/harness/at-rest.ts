import { WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import { eventually } from './eventually.ts';

/**
 * Waits until a workflow has nothing to do but wait for time, for people, for a closed gate or a later retry, or has
 * ended, or was never begun. A worker must be there.
 * @param more what else must not change meanwhile.
 */
export async function atRest(handle: WorkflowHandle, more: () => unknown = () => ''): Promise<void> {
  let before = '';
  await eventually(`${handle.workflowId} comes to rest`, async () => {
    const described = await handle.describe().catch((error: unknown) => {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    });
    if (!described) return true;
    const { raw, status } = described;
    const { pendingActivities, pendingWorkflowTask, workflowExecutionInfo } = raw;
    const atWork = (pendingActivities ?? []).filter(
      ({ activityId }) => activityId !== undefined && activityId !== null,
    );
    const now = JSON.stringify([
      workflowExecutionInfo?.execution?.runId,
      workflowExecutionInfo?.historyLength,
      status.name,
      atWork.map(({ activityId, attempt }) => [activityId, attempt]),
      more(),
    ]);
    // A query is answered only after every task that came before it.
    if (status.name === 'RUNNING') await handle.query('__temporal_workflow_metadata');
    const resting = now === before && !pendingWorkflowTask;
    before = now;
    return resting;
  });
}
