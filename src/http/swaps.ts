import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { SEARCH_ATTRIBUTES } from '../../workflows/incident/messages.ts';
import type { Swap, SwapOffer } from '../chat/swap.ts';
import {
  answerUpdate,
  SWAP_REFUSED,
  SWAP_WORKFLOW,
  swapQuery,
  swapWorkflowId,
  type SwapAnswer,
  type SwapInput,
} from '../../workflows/swap/messages.ts';
import { summarised } from '../../workflows/markdown.ts';
import { inTime, PART, type Patience } from './patience.ts';
import { TEMPORAL_SILENT, Unavailable, Unsure } from './unavailable.ts';

/** Offers of shifts, as Temporal runs them. */
export interface Swaps {
  /** Asks somebody; the same offer is made once. @throws Unavailable when Temporal does not take it. */
  begin(input: SwapInput, patience: Patience): Promise<void>;
  /**
   * Answers an offer.
   * @returns how it stands, why the answer was not taken, or nothing when there is no such offer.
   * @throws Unsure when nobody says what became of it.
   */
  answer(
    tenant: string,
    id: string,
    answer: SwapAnswer,
    deliveryId: string,
    patience: Patience,
  ): Promise<Swap | { readonly refused: string } | undefined>;
  /** @returns how an offer stands; undefined when there is none. @throws Unavailable when nobody says. */
  one(tenant: string, id: string, patience: Patience): Promise<Swap | undefined>;
  /**
   * @returns the offers that are not over, those that begin soonest first, as far as Temporal finds them; one that was made
   * a moment ago may be missing. @throws Unavailable when Temporal does not answer.
   */
  open(tenant: string, patience: Patience): Promise<readonly Swap[]>;
}

/** How long Temporal or a worker has to answer, in milliseconds. */
const ANSWER_MS = 1_500;
/** How many offers are listed. */
const MOST_OPEN = 200;
const NO_WORKER = 'No worker answers, so that shifts cannot be swapped now. Check that a worker runs.';

export function createSwaps({ client, taskQueue }: { client: Client; taskQueue: string }): Swaps {
  const call = <R>(patience: Patience, silent: string, send: () => Promise<R>): Promise<R> => {
    const ms = Math.min(ANSWER_MS, patience.left(PART.temporal));
    return inTime(client.connection.withDeadline(Date.now() + ms, send), ms, silent);
  };
  return {
    async begin(input, patience) {
      const { tenant, offer } = input;
      try {
        await call(patience, TEMPORAL_SILENT, () =>
          client.workflow.start(SWAP_WORKFLOW, {
            workflowId: swapWorkflowId(tenant, offer.id),
            taskQueue,
            args: [input],
            workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
            memo: { offer, expiresAt: input.expiresAt },
            typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.tenant, value: tenant }],
            staticSummary: summarised(`${offer.asker.name} asks ${offer.other.name} to take a shift`),
          }),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError))
          throw new Unavailable(TEMPORAL_SILENT, error);
      }
    },
    async answer(tenant, id, given, deliveryId, patience) {
      try {
        return await call(patience, NO_WORKER, () =>
          client.workflow
            .getHandle(swapWorkflowId(tenant, id))
            .executeUpdate(answerUpdate, { args: [given], updateId: deliveryId }),
        );
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
        if (cause instanceof ApplicationFailure && cause.type === SWAP_REFUSED)
          return { refused: cause.message };
        throw new Unsure(NO_WORKER, error);
      }
    },
    async one(tenant, id, patience) {
      try {
        return await call(patience, NO_WORKER, () =>
          client.workflow.getHandle(swapWorkflowId(tenant, id)).query(swapQuery),
        );
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw new Unavailable(NO_WORKER, error);
      }
    },
    async open(tenant, patience) {
      const query = `WorkflowType = '${SWAP_WORKFLOW}' AND ExecutionStatus = 'Running' AND Tenant = '${tenant.replaceAll("'", "''")}'`;
      try {
        const found = await call(patience, TEMPORAL_SILENT, async () => {
          const offers: Swap[] = [];
          for await (const { memo } of client.workflow.list({ query, pageSize: MOST_OPEN })) {
            const { offer, expiresAt } = (memo ?? {}) as { offer?: SwapOffer; expiresAt?: number };
            if (offer && expiresAt !== undefined) offers.push({ offer, expiresAt, state: 'asked' });
            if (offers.length >= MOST_OPEN) break;
          }
          return offers;
        });
        return found.sort((a, b) => a.expiresAt - b.expiresAt);
      } catch (error) {
        throw new Unavailable(TEMPORAL_SILENT, error);
      }
    },
  };
}
