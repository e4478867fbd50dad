import { runWorkflowId, type RunId } from './run-id.ts';

/** Which step of a chain something is. */
export interface StepPlace {
  /** Its number in the order in which tasks are run, behind that of the step whose chain it is in: `3`, `3.1`. */
  readonly place: string;
  /** Name of its task in the chain. */
  readonly task: string;
}

/** How a step stands. */
export type StepStatus =
  'running' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'abandoned' | 'skipped';

/** A step of a run as people see it. */
export interface RunStep extends StepPlace {
  /** `<pack>.<name>` */
  readonly action: string;
  readonly status: StepStatus;
  /** How often it was tried until now. */
  readonly attempts: number;
}

/** What is run: a run, or a step of it. */
interface Ordered {
  readonly tenant: string;
  readonly id: RunId;
  readonly step?: StepPlace;
}

/** @returns what is run, for people: `RUN-7`, `RUN-7 step 3.1 deploy`. */
export const orderName = ({ id, step }: Pick<Ordered, 'id' | 'step'>): string =>
  step ? `${id} step ${step.place} ${step.task}` : id;

/** @returns under what is kept what a run, or one of its steps, prints. */
export const outputName = (id: RunId, step?: Pick<StepPlace, 'place'>): string =>
  step ? `${id}/${step.place}` : id;

/** @returns what is the same for all attempts of a run, or of one of its steps, and for nothing else. */
export const idempotencyKeyOf = ({ tenant, id, step }: Ordered): string =>
  step ? `${runWorkflowId(tenant, id)}/${step.place}` : runWorkflowId(tenant, id);
