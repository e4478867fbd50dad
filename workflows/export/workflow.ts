import {
  isCancellation,
  log,
  ParentClosePolicy,
  patched,
  proxyActivities,
  sleep,
  startChild,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Activities } from '../../activities/index.ts';
import type { ExportOrder } from '../../activities/export.ts';
import { TICKET_WORKFLOW, ticketWorkflowId, type TicketOrder } from '../ticket/messages.ts';

const { keepExport, ticketsAtClose } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
  // Longer than any document store is away whose data is still wanted.
  scheduleToCloseTimeout: '30d',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** The export does not wait longer for tickets: Temporal keeps the history for some days alone. */
const { ticketsAtClose: ticketsSoon } = proxyActivities<Activities>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** The audit record of the closing is written beside its answer. */
const AFTER_CLOSING = '5s';

/**
 * Keeps an incident that was closed, with its history, for longer than Temporal does. What is still to be done after it
 * goes into the bug tracker now, where the configuration says so.
 */
export async function exportIncident(order: ExportOrder): Promise<void> {
  await sleep(AFTER_CLOSING, { summary: `${order.id}: until all about its closing is written` });
  const pushed = patched('tickets at close') ? await pushAll(order, ticketsSoon) : true;
  await keepExport(order);
  if (!pushed) await pushAll(order, ticketsAtClose);
}

/** @returns whether it is known what was to be pushed. */
async function pushAll(order: ExportOrder, find: Activities['ticketsAtClose']): Promise<boolean> {
  let tickets;
  try {
    tickets = await find(order);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('it could not be found out what goes into the bug tracker', { id: order.id, error });
    return false;
  }
  for (const one of tickets) await push(one);
  return true;
}

/** It goes its own way: the export does not wait for a bug tracker. */
async function push(order: TicketOrder): Promise<void> {
  try {
    await startChild(TICKET_WORKFLOW, {
      workflowId: ticketWorkflowId(order),
      args: [order],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  } catch (error) {
    // Somebody has asked for it already.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
