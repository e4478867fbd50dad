import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  type Client,
} from '@temporalio/client';
import type { Delivery } from '../chat/delivery.ts';
import { REPLY_WORKFLOW, replyWorkflowId } from '../../workflows/reply/messages.ts';
import { summarised } from '../../workflows/markdown.ts';
import { DEFERRED_MS, inTime, Late, PART, type Patience } from './patience.ts';
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
          staticSummary: summarised(`Answer on ${delivery.instance}: ${delivery.message.summary}`),
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

/** How long nobody takes back what is held before it is told, in milliseconds: until the answer and what it takes to give it. */
const HELD_MS = DEFERRED_MS + 25_000;

/** How long Temporal has to let go of it, in milliseconds: nobody waits for that. */
const TAKE_BACK_MS = 10_000;

/** Words that are told a person unless they are taken back: by whoever lives to give the answer. */
export interface HeldWords {
  /** @throws Unavailable when Temporal does not take it. */
  hold(deliveryId: string, delivery: Delivery, patience: Patience): Promise<void>;
  /** @throws what Temporal answers when it cannot be taken back: it is told then. */
  takeBack(deliveryId: string, delivery: Pick<Delivery, 'tenant' | 'instance'>): Promise<void>;
}

/** @returns words held by Temporal, which outlive this process, and are told by a worker. */
export function createHeldWords(client: Client, taskQueue: string): HeldWords {
  const idOf = ({ tenant, instance }: Pick<Delivery, 'tenant' | 'instance'>, deliveryId: string): string =>
    replyWorkflowId(tenant, instance, `${deliveryId}:held`);
  return {
    async hold(deliveryId, delivery, patience) {
      const ms = patience.left(PART.worker);
      if (ms <= 0) throw new Late(TEMPORAL_SILENT);
      try {
        const taken = client.connection.withDeadline(Date.now() + ms, () =>
          client.workflow.start(REPLY_WORKFLOW, {
            workflowId: idOf(delivery, deliveryId),
            taskQueue,
            args: [delivery],
            startDelay: HELD_MS,
            workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
            staticSummary: `Told on ${delivery.instance} unless the answer is given`,
          }),
        );
        await inTime(taken, ms, TEMPORAL_SILENT);
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError))
          throw new Unavailable(TEMPORAL_SILENT, error);
      }
    },
    async takeBack(deliveryId, delivery) {
      const handle = client.workflow.getHandle(idOf(delivery, deliveryId));
      const ended = client.connection.withDeadline(Date.now() + TAKE_BACK_MS, () =>
        handle.terminate('The answer was given.'),
      );
      await inTime(ended, TAKE_BACK_MS, TEMPORAL_SILENT).catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
    },
  };
}
