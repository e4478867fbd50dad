import { defineSignal } from '@temporalio/workflow';
import type { Standing } from '../../activities/duty.ts';

/** The duty workflow's type name. */
export const DUTY_WORKFLOW = 'duty';

/** Which schedule is watched. */
export interface Watching {
  readonly tenant: string;
  /** The key in the configuration. */
  readonly schedule: string;
}

export interface DutyInput extends Watching {
  /** What the run before knew. */
  readonly before?: Standing;
  readonly warned?: readonly string[];
}

/** @returns the workflow id: one workflow watches a schedule, however many processes ask for it. */
export function dutyWorkflowId({ tenant, schedule }: Watching): string {
  return `${tenant}:duty:${schedule}`;
}

/** Says that the schedule or its overrides may have changed. */
export const dutyChangedSignal = defineSignal('dutyChanged');
