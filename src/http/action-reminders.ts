import type { Client } from '@temporalio/client';
import { actionId } from '../action-item/item.ts';
import {
  ACTION_WORKFLOW,
  actionChangedSignal,
  actionWorkflowId,
  type ActionInput,
} from '../../workflows/action/messages.ts';
import type { LookAfterAction } from './actions.ts';
import { inTime, Late, PART } from './patience.ts';
import { TEMPORAL_SILENT, Unavailable } from './unavailable.ts';

/** How long Temporal has to take it, in milliseconds. */
const ACCEPT_MS = 2_000;

/** @returns looks after an item by a workflow of its own, which is told of each change. */
export function createActionReminders(client: Client, taskQueue: string): LookAfterAction {
  return async (tenant, { incident, number }, patience) => {
    const input: ActionInput = { tenant, incident, number };
    const ms = Math.min(ACCEPT_MS, patience.left(PART.temporal));
    if (ms <= 0) throw new Late(TEMPORAL_SILENT);
    try {
      const taken = client.connection.withDeadline(Date.now() + ms, () =>
        client.workflow.signalWithStart(ACTION_WORKFLOW, {
          workflowId: actionWorkflowId(input),
          taskQueue,
          args: [input],
          signal: actionChangedSignal,
          staticSummary: `reminds of ${actionId(input)}`,
        }),
      );
      await inTime(taken, ms, TEMPORAL_SILENT);
    } catch (error) {
      throw new Unavailable(TEMPORAL_SILENT, error);
    }
  };
}
