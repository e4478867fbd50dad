/** The reply workflow's type name. */
export const REPLY_WORKFLOW = 'reply';

/** @returns the workflow id of the answer to one delivery: a repeated delivery is not answered twice. */
export function replyWorkflowId(tenant: string, instance: string, deliveryId: string): string {
  return `${tenant}:reply:${instance}:${deliveryId}`;
}
