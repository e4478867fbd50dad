import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy, type Client } from '@temporalio/client';
import type { Delivery } from '../chat/delivery.ts';
import { REPLY_WORKFLOW, replyWorkflowId } from '../../workflows/reply/messages.ts';
import { inTime, Late, PART, type Patience } from './patience.ts';
import { TEMPORAL_SILENT, Unavailable } from './unavailable.ts';

/** Leaves an answer with Temporal to be sent by a worker; once for each delivery. */
export type SendLater = (deliveryId: string, delivery: Delivery, patience: Patience) => Promise<void>;

/** How long Temporal has to take an answer, in milliseconds. */
const ACCEPT_MS = 800;

/** @throws Unavailable (from what it returns) when Temporal does not take the answer. */
export function createSendLater(client: Client, taskQueue: string): SendLater {
  return async (deliveryId, delivery, patience) => {
    const ms = Math.min(ACCEPT_MS, patience.left(PART.all));
    if (ms <= 0) throw new Late(TEMPORAL_SILENT);
    try {
      const taken = client.connection.withDeadline(Date.now() + ms, () =>
        client.workflow.start(REPLY_WORKFLOW, {
          workflowId: replyWorkflowId(delivery.tenant, delivery.instance, deliveryId),
          taskQueue,
          args: [delivery],
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
          staticSummary: `Answer on ${delivery.instance}: ${delivery.message.summary}`.slice(0, 200),
        }),
      );
      await inTime(taken, ms, TEMPORAL_SILENT);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) {
        throw new Unavailable(TEMPORAL_SILENT, error);
      }
    }
  };
}
