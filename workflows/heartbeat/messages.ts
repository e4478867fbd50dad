import { defineSignal } from '@temporalio/workflow';

/** The heartbeat workflow's type name. */
export const HEARTBEAT_WORKFLOW = 'heartbeat';

/** Which signs of life are waited for: those of a rule for alerts. */
export interface AwaitedLife {
  readonly tenant: string;
  /** Name of the rule. */
  readonly rule: string;
}

export interface HeartbeatInput extends AwaitedLife {
  /** When the last came, or when the first was begun to be waited for, epoch milliseconds. */
  readonly lastAt?: number;
  /** They stay away, and an incident is open. */
  readonly silent?: boolean;
  /** How often they have stayed away. */
  readonly silences?: number;
}

/** @returns the workflow id. */
export function heartbeatWorkflowId({ tenant, rule }: AwaitedLife): string {
  return `${tenant}:heartbeat:${rule}`;
}

/** A sign of life came. */
export const heartbeatSignal = defineSignal('heartbeat');
/** The rule may have changed. */
export const heartbeatChangedSignal = defineSignal('heartbeatChanged');
