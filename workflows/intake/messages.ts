import { defineSignal } from '@temporalio/workflow';
import type { AgainList, AgainPlace } from '../../src/inbox/again.ts';
import type { IntegrationRef } from '../../src/inbox/batch.ts';

/** The type name of the workflow that works off the inbox of one integration. */
export const INTAKE_WORKFLOW = 'intake';
/** That of the one that looks whether any inbox was forgotten. */
export const INTAKE_WATCH_WORKFLOW = 'intakeWatch';

export interface IntakeInput extends IntegrationRef {
  /** What is still to be read again, in its order. */
  readonly again?: readonly AgainPlace[];
  /** How often nobody had the integration in the configuration, one time after the other. */
  readonly absent?: number;
}

/** @returns the workflow id: one workflow works off what comes of an integration, so that it is done in its order. */
export function intakeWorkflowId({ tenant, integration }: IntegrationRef): string {
  return `${tenant}:intake:${integration}`;
}

/** Says that something is stored. */
export const deliveredSignal = defineSignal('delivered');
/** Has the deliveries of a list read again. */
export const redeliverSignal = defineSignal<[AgainList]>('redeliver');
