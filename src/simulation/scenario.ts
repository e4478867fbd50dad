import type { Command } from '../incident/command.ts';
import type { Labels } from '../escalation/condition.ts';
import type { Severity } from '../incident/severity.ts';

/** Somebody does something in a simulated incident. */
export interface Act {
  /** How long after the incident was declared, in milliseconds. What is due by then happens before. */
  readonly afterMs: number;
  readonly command: Command;
  /** Id of a person of the configuration. Absent: whoever was paged last by then. */
  readonly by?: string;
}

/** An incident that is thought of. */
export interface Scenario {
  /** Keys or names of the configuration. A policy counts whatever the service and the team say. */
  readonly service?: string;
  readonly team?: string;
  readonly policy?: string;
  /** Absent: what the configuration says. */
  readonly severity?: Severity;
  readonly private?: boolean;
  readonly labels?: Labels;
  /** When it is declared, epoch milliseconds. */
  readonly at: number;
  /** The earliest first; nobody does anything without them. */
  readonly acts: readonly Act[];
  /** For how long it is looked at, in milliseconds; {@link USUAL_HORIZON_MS} when not given. */
  readonly horizonMs?: number;
}

const DAY_MS = 86_400_000;
export const USUAL_HORIZON_MS = 7 * DAY_MS;
export const LONGEST_HORIZON_MS = 31 * DAY_MS;
/** How many acts a scenario may have. */
export const MOST_ACTS = 50;
