import { defineSignal } from '@temporalio/workflow';

/** The health workflow's type name. */
export const HEALTH_WORKFLOW = 'health';

/** Which instance is looked after. */
export interface HealthInput {
  readonly tenant: string;
  readonly instance: string;
}

/** @returns the workflow id: one workflow looks after an instance, however many processes ask for it. */
export function healthWorkflowId({ tenant, instance }: HealthInput): string {
  return `${tenant}:health:${instance}`;
}

/** Asks for a check now, because something about the instance has changed. */
export const checkNowSignal = defineSignal('checkNow');
