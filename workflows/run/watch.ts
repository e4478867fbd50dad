import type { RunStep } from '../../src/action/step.ts';
import type { IncidentId } from '../../src/incident/id.ts';

/** Who follows how something is run. */
export interface Watch {
  /** Told how often it is tried with the attempt that begins now, from the second on. */
  readonly begun: (attempts: number) => void;
  /** Told how a step stands. */
  readonly atStep: (step: RunStep) => void;
  /** Told of private incidents that what was run has dealt with, before what came of it is. */
  readonly confides: (incidents: readonly IncidentId[]) => void;
  /** @returns how many steps the run has had until now, those of chains within chains among them. */
  readonly steps: () => number;
}
