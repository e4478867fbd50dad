import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { runWorkflowId, type RunId } from '../action/run-id.ts';
import type { Run, RunOrder, RunRefused } from '../action/run.ts';
import type { Mark } from '../incident/incident.ts';
import type { Person } from '../incident/person.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/incident/messages.ts';
import { summarised } from '../../workflows/markdown.ts';
import {
  approveUpdate,
  cancelUpdate,
  declineUpdate,
  RUN_REFUSED,
  RUN_WORKFLOW,
  runQuery,
} from '../../workflows/run/messages.ts';
import { Late, PART, type Patience } from './patience.ts';
import { createTemporalCall } from './temporal-call.ts';
import { TEMPORAL_SILENT, Unavailable, Unsure } from './unavailable.ts';

/** What somebody can do about a run that is under way. */
export type Decision = 'approve' | 'decline' | 'cancel';

/** Where a run's id comes from. */
export interface RunIds {
  allocate(tenant: string, deliveryId: string): Promise<RunId>;
  allocateAnew(tenant: string, deliveryId: string): Promise<RunId>;
}

/** Runs as Temporal has them. The only place that starts and updates their workflows. */
export interface RunWorkflows {
  /**
   * Starts a run; the same delivery always gets the same one.
   * @param make the order for the id that was allocated.
   * @returns the order; of one that was made before by who made it then.
   * @throws Unavailable when Temporal or the store does not answer; Unsure when it may begin all the same.
   */
  start(
    tenant: string,
    deliveryId: string,
    make: (id: RunId) => RunOrder,
    patience: Patience,
  ): Promise<RunOrder>;
  /**
   * @param once the same for the same delivery.
   * @returns the run with the decision, or why not; undefined when no such run is under way.
   * @throws Unavailable when Temporal or a worker does not answer; Unsure when it may be done all the same.
   */
  decide(
    run: { readonly tenant: string; readonly id: RunId },
    decision: Decision,
    mark: Mark,
    once: string,
    patience: Patience,
  ): Promise<Run | RunRefused | undefined>;
  /** @returns how a run stands; undefined when Temporal has none. @throws Unavailable when no worker answers. */
  find(tenant: string, id: RunId, patience: Patience): Promise<Run | undefined>;
}

const UPDATES = { approve: approveUpdate, decline: declineUpdate, cancel: cancelUpdate } as const;
/** How long Temporal has to take it, and a worker to say what came of it, in milliseconds. */
const ACCEPT_MS = 2_000;
const DESCRIBE_MS = 800;
const QUERY_MS = 1_000;
/** How many ids are tried when the store's counter is behind the workflows. */
const IDS_TRIED = 25;

const NO_WORKER = 'No worker answers. Check that one runs.';

export function createRunWorkflows(deps: {
  readonly client: Client;
  readonly taskQueue: string;
  readonly ids: RunIds;
}): RunWorkflows {
  const { client, taskQueue, ids } = deps;

  const call = createTemporalCall(client);

  async function begin(
    order: RunOrder,
    deliveryId: string,
    patience: Patience,
  ): Promise<'started' | 'taken' | { readonly startedBy: Person }> {
    const { tenant, id, action, asked } = order;
    const workflowId = runWorkflowId(tenant, id);
    if (patience.left(PART.temporal) <= 0) throw new Late(TEMPORAL_SILENT);
    try {
      await call(patience, PART.temporal, ACCEPT_MS, () =>
        client.workflow.start(RUN_WORKFLOW, {
          workflowId,
          taskQueue,
          args: [order],
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
          staticSummary: summarised(`${id}: ${action}, ordered by ${asked.by.name}`),
          memo: { deliveryId, action, orderedBy: asked.by.id, orderedByName: asked.by.name },
          typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.tenant, value: tenant }],
        }),
      );
      return 'started';
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw new Unsure(TEMPORAL_SILENT, error);
    }
    const handle = client.workflow.getHandle(workflowId);
    const { memo } = await call(patience, PART.temporal, DESCRIBE_MS, () => handle.describe()).catch(
      (error: unknown) => {
        throw new Unavailable(TEMPORAL_SILENT, error);
      },
    );
    if (memo?.['deliveryId'] !== deliveryId) return 'taken';
    const { orderedBy: by, orderedByName: name } = memo;
    // Of a version before that kept no name.
    return { startedBy: typeof by === 'string' && typeof name === 'string' ? { id: by, name } : asked.by };
  }

  return {
    async start(tenant, deliveryId, make, patience) {
      let id = await ids.allocate(tenant, deliveryId);
      for (let tried = 1; tried <= IDS_TRIED; tried++) {
        const order = make(id);
        const outcome = await begin(order, deliveryId, patience);
        if (outcome === 'started') return order;
        if (outcome !== 'taken') return { ...order, asked: { ...order.asked, by: outcome.startedBy } };
        // The store was emptied or restored while the workflows lived on.
        id = await ids.allocateAnew(tenant, deliveryId);
      }
      throw new Unavailable('The counter of runs is far behind their workflows.');
    },

    async decide({ tenant, id }, decision, mark, once, patience) {
      const handle = client.workflow.getHandle(runWorkflowId(tenant, id));
      if (patience.left(PART.temporal) <= 0) throw new Late(TEMPORAL_SILENT);
      try {
        return await call(patience, PART.temporal, ACCEPT_MS, () =>
          handle.executeUpdate<Run, [Mark]>(UPDATES[decision].name, { args: [mark], updateId: once }),
        );
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        const refused = refusalOf(error);
        if (refused) return refused;
        throw new Unsure(NO_WORKER, error);
      }
    },

    async find(tenant, id, patience) {
      const handle = client.workflow.getHandle(runWorkflowId(tenant, id));
      try {
        return await call(patience, PART.worker, QUERY_MS, () => handle.query(runQuery));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw new Unavailable(NO_WORKER, error);
      }
    },
  };
}

function refusalOf(error: unknown): RunRefused | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || cause.type !== RUN_REFUSED) return undefined;
  return cause.details?.[0] as RunRefused | undefined;
}
