import { defineSignal } from '@temporalio/workflow';
import { actionId, type ActionItem } from '../../src/action-item/item.ts';

/** The type name of the workflow that reminds of an action item. */
export const ACTION_WORKFLOW = 'action';

/** Which item the owner is reminded of. */
export interface ActionInput extends Pick<ActionItem, 'incident' | 'number'> {
  readonly tenant: string;
  /** Reminders up to then have been sent, epoch milliseconds; absent at first. */
  readonly after?: number;
  /** Owners to whom it was given up to then have been told, epoch milliseconds; absent at first. */
  readonly told?: number;
}

/** @returns the workflow id: one workflow looks after an item. */
export function actionWorkflowId({ tenant, ...item }: Omit<ActionInput, 'after' | 'told'>): string {
  return `${tenant}:action:${actionId(item)}`;
}

/** Says that the item is about to change: it is looked at again. */
export const actionChangedSignal = defineSignal('changed');
