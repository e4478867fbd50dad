import type { RunOrigin } from '../src/action/run.ts';
import type { RunId } from '../src/action/run-id.ts';
import type { IncidentId } from '../src/incident/id.ts';
import type { IncidentFacts } from '../src/runbook/facts.ts';
import type { RunbookRef, Moment } from '../src/runbook/runbook.ts';

/** That a runbook is to be run by itself. */
export interface RunbookWish {
  readonly tenant: string;
  readonly incident: IncidentId;
  readonly runbook: RunbookRef & { readonly on: Moment };
  /** Sequence of the event at which it is run: for each it is run once. */
  readonly sequence: number;
  /** What its templates know of the incident. */
  readonly facts: IncidentFacts;
  /** Set where the incident was declared by a run that nobody had ordered. */
  readonly isDeclaredByItself?: true;
  /** Where the run is shown; absent: nowhere. */
  readonly origin?: RunOrigin;
}

/** What came of it. */
export type RunbookOutcome =
  | { readonly run: RunId }
  /** That it is not run, for people; trying again changes nothing. */
  | { readonly refused: { readonly code: string; readonly reason: string } };

export interface RunbookActivities {
  /** Orders the run of a runbook as Muster, by the configuration in force; the same wish orders one run. */
  orderRunbook(wish: RunbookWish): Promise<RunbookOutcome>;
}

/** @param deps.order orders it, and throws where another attempt may do better. */
export function createRunbookActivities(deps: {
  readonly order: (wish: RunbookWish) => Promise<RunbookOutcome>;
}): RunbookActivities {
  return { orderRunbook: (wish) => deps.order(wish) };
}
