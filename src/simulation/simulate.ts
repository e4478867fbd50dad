import type { Outcome } from './outcome.ts';
import type { Scenario } from './scenario.ts';

/** Tells what a scenario comes to. @throws PlanError, SimulationFailed */
export type Simulate = (tenant: string, scenario: Scenario) => Promise<Outcome>;
