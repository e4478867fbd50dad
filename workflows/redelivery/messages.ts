/** The type name of the workflow that asks senders for what they could not deliver. */
export const REDELIVERY_WORKFLOW = 'redelivery';
