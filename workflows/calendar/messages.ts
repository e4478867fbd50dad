import { defineSignal } from '@temporalio/workflow';
import type { Watching } from '../duty/messages.ts';

/** The type name of the workflow that fetches the calendars of a schedule. */
export const CALENDAR_WORKFLOW = 'calendar';

export interface CalendarInput extends Watching {
  /** What the run before had told. */
  readonly told?: readonly string[];
}

/** @returns the workflow id: one workflow fetches the calendars of a schedule, however many processes ask for it. */
export function calendarWorkflowId({ tenant, schedule }: Watching): string {
  return `${tenant}:calendar:${schedule}`;
}

/** Says that which calendars there are, or where, may have changed. */
export const calendarChangedSignal = defineSignal('calendarChanged');
