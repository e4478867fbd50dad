import { WorkflowIdConflictPolicy, type Client } from '@temporalio/client';
import { actionId } from '../action-item/item.ts';
import type { ActionRef } from '../action-item/wish.ts';
import { routeText } from '../tracker/route.ts';
import {
  TICKET_WORKFLOW,
  ticketWorkflowId,
  TOLD_AT_ONCE_MS,
  type TicketOrder,
  type TicketOutcome,
} from '../../workflows/ticket/messages.ts';
import {
  TICKET_STATUS_WORKFLOW,
  ticketStatusWorkflowId,
  turnedSignal,
} from '../../workflows/ticket-status/messages.ts';
import { summarised } from '../../workflows/markdown.ts';
import { inTime, Late, PART, type Patience } from './patience.ts';
import { TEMPORAL_SILENT, Unavailable } from './unavailable.ts';

/** Pushes of action items into bug trackers, as Temporal runs them. */
export interface Tickets {
  /** Begins one; where one of the item is under way already, it goes on. @throws Unavailable when Temporal does not take it. */
  begin(order: TicketOrder, patience: Patience): Promise<void>;
  /** Has the ticket of an item follow it, which is done or reopened right after. @throws Unavailable when Temporal does not take it. */
  turned(tenant: string, item: ActionRef, patience: Patience): Promise<void>;
  /** @returns what became of it within a moment; undefined when that is not known yet. */
  outcome(tenant: string, item: ActionRef, patience: Patience): Promise<TicketOutcome | undefined>;
}

/** How long Temporal has to take it, in milliseconds. */
const ACCEPT_MS = 2_000;
/** How long the workflow may take to write down what became of it, in milliseconds: so much longer it is waited for. */
const WRITING_MS = 300;
const OUTCOME_MS = TOLD_AT_ONCE_MS + WRITING_MS;

/**
 * @param asked epoch milliseconds. @returns until when the workflow may leave it to the answer to tell what became of it:
 * who has waited for long already waits the less.
 */
export function awaitedUntil(asked: number, patience: Patience): number {
  return asked + Math.min(TOLD_AT_ONCE_MS, patience.left(PART.worker) - WRITING_MS);
}

export function createTickets(client: Client, taskQueue: string): Tickets {
  const call = <R>(ms: number, send: () => Promise<R>): Promise<R> =>
    inTime(client.connection.withDeadline(Date.now() + ms, send), ms, TEMPORAL_SILENT);
  return {
    async begin(order, patience) {
      const ms = Math.min(ACCEPT_MS, patience.left(PART.temporal));
      if (ms <= 0) throw new Late(TEMPORAL_SILENT);
      try {
        await call(ms, () =>
          client.workflow.start(TICKET_WORKFLOW, {
            workflowId: ticketWorkflowId(order),
            taskQueue,
            args: [order],
            workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
            staticSummary: summarised(`${actionId(order)} into ${routeText(order)}`),
          }),
        );
      } catch (error) {
        throw new Unavailable(TEMPORAL_SILENT, error);
      }
    },
    async turned(tenant, { incident, number }, patience) {
      const ms = Math.min(ACCEPT_MS, patience.left(PART.temporal));
      if (ms <= 0) throw new Late(TEMPORAL_SILENT);
      const order = { tenant, incident, number };
      try {
        await call(ms, () =>
          client.workflow.signalWithStart(TICKET_STATUS_WORKFLOW, {
            workflowId: ticketStatusWorkflowId(order),
            taskQueue,
            args: [order],
            signal: turnedSignal,
            staticSummary: `the ticket of ${actionId(order)} follows`,
          }),
        );
      } catch (error) {
        throw new Unavailable(TEMPORAL_SILENT, error);
      }
    },
    async outcome(tenant, item, patience) {
      const ms = Math.min(OUTCOME_MS, patience.left(PART.worker));
      if (ms <= 0) return undefined;
      const handle = client.workflow.getHandle(ticketWorkflowId({ tenant, ...item }));
      // Whatever keeps it from being known, whoever asked is told by a message.
      return call(ms, () => handle.result() as Promise<TicketOutcome>).catch(() => undefined);
    },
  };
}
