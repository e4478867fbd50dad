import { defineSignal } from '@temporalio/workflow';
import { actionId, type ActionItem } from '../../src/action-item/item.ts';

/** The type name of the workflow by which a ticket follows its action item. */
export const TICKET_STATUS_WORKFLOW = 'ticketStatus';

/** Whose ticket. */
export interface TicketStatusOrder extends Pick<ActionItem, 'incident' | 'number'> {
  readonly tenant: string;
}

/** The item is done or reopened within the next seconds. */
export const turnedSignal = defineSignal('turned');

/** @returns the workflow id: the ticket of an item is changed once at a time. */
export function ticketStatusWorkflowId({ tenant, ...item }: TicketStatusOrder): string {
  return `${tenant}:ticket-status:${actionId(item)}`;
}
