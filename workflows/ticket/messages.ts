import { actionId, type ActionItem, type TrackedIssue } from '../../src/action-item/item.ts';
import type { PushTrouble } from '../../src/action-item/push.ts';
import type { Mark } from '../../src/incident/incident.ts';
import type { TicketRoute } from '../../src/tracker/route.ts';

/** The type name of the workflow that pushes an action item into a bug tracker. */
export const TICKET_WORKFLOW = 'ticket';

/** Which action item is to stand where, and who asked for it when. */
export interface TicketOrder extends TicketRoute, Pick<ActionItem, 'incident' | 'number'> {
  readonly tenant: string;
  readonly asked: Mark;
  /**
   * Until when who asked waits for what becomes of it, epoch milliseconds: what comes later they are told by a message.
   * Without it so long as usual.
   */
  readonly awaitedUntil?: number;
}

/** What became of it. */
export type TicketOutcome =
  { readonly issue: TrackedIssue } | { readonly failure: Pick<PushTrouble, 'code' | 'message'> };

/** Who asks waits for so long as a rule, in milliseconds. */
export const TOLD_AT_ONCE_MS = 1_500;

/** @returns the workflow id: an item is pushed once at a time. */
export function ticketWorkflowId({
  tenant,
  ...item
}: Pick<TicketOrder, 'tenant' | 'incident' | 'number'>): string {
  return `${tenant}:ticket:${actionId(item)}`;
}
