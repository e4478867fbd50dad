import {
  plannedStep,
  publishedBy,
  type PlannedStep,
  type Published,
  type PublishWish,
  type StepContext,
  type StepWish,
} from '../src/action/step-plan.ts';

export interface RunChainActivities {
  /** @returns the order of the next task of a chain, its templates rendered and its parameters checked. */
  planStep(wish: StepWish): Promise<PlannedStep>;
  /** @returns what a task that has succeeded gives to those after it. */
  publishStep(wish: PublishWish): Promise<Published>;
}

/** @param deps.known what is known of a tenant's actions now. */
export function createRunChainActivities(deps: {
  readonly known: (tenant: string) => StepContext;
}): RunChainActivities {
  return {
    planStep: (wish) => Promise.resolve(plannedStep(wish, deps.known(wish.order.tenant))),
    publishStep: (wish) => Promise.resolve(publishedBy(wish, deps.known(wish.order.tenant))),
  };
}
