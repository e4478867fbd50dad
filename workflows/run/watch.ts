import type { RunStep } from '../../src/action/step.ts';

/** Who follows how something is run. */
export interface Watch {
  /** Told how often it is tried with the attempt that begins now, from the second on. */
  readonly begun: (attempts: number) => void;
  /** Told how a step stands. */
  readonly atStep: (step: RunStep) => void;
  /** @returns how many steps the run has had until now, those of chains within chains among them. */
  readonly steps: () => number;
}
