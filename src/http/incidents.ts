import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CommandName } from '../incident/command.ts';
import { incidentWorkflowId, type IncidentId } from '../incident/id.ts';
import type { Refusal } from '../incident/refusal.ts';
import type { CommandReply } from '../incident/reply.ts';
import type { IncidentView } from '../incident/view.ts';
import {
  COMMANDS,
  INCIDENT_WORKFLOW,
  REFUSED,
  viewQuery,
  type CommandRequest,
  type IncidentInput,
} from '../../workflows/incident/messages.ts';
import { firstSearchAttributes } from '../../workflows/incident/search-attributes.ts';
import { summarised } from '../../workflows/markdown.ts';
import { Late, PART, Patience } from './patience.ts';
import { createTemporalCall } from './temporal-call.ts';
import { TEMPORAL_SILENT, Unavailable, Unsure } from './unavailable.ts';

/** How long a worker has to answer before the command is left as a signal, in milliseconds: chat waits 3 s. */
const UPDATE_MS = 2_000;
/** How long Temporal itself has to take something, in milliseconds. */
const ACCEPT_MS = 800;
/** How long a worker has to say how an incident stands, in milliseconds. */
const VIEW_MS = 1_000;
/** How many ids are tried when the store's counter is behind the workflows. */
const IDS_TRIED = 25;

/** What became of a command. */
export type Outcome =
  | { readonly kind: 'done'; readonly reply: CommandReply }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Temporal keeps it; no worker answered in time, the outcome is told when one has. */
  | { readonly kind: 'accepted' }
  /** No incident of that id is running. */
  | { readonly kind: 'not found' };

/** Where an incident's id comes from. */
export interface IdSource {
  allocate(tenant: string, deliveryId: string): Promise<IncidentId>;
  allocateAnew(tenant: string, deliveryId: string): Promise<IncidentId>;
}

/** What an incident was when it was declared: Temporal knows it even while no worker runs. */
export interface Birth {
  /** Undefined for an incident that was declared by a version that did not note it. */
  readonly private?: boolean;
  readonly declaredBy?: string;
}

/** The incidents as Temporal runs them. The only place that starts, updates and signals incident workflows. */
export function createIncidents(deps: { client: Client; taskQueue: string; ids: IdSource }) {
  const { client, taskQueue, ids } = deps;

  const call = createTemporalCall(client);

  async function start(
    input: IncidentInput,
    patience: Patience,
  ): Promise<'started' | 'same delivery' | 'taken'> {
    const { tenant, id, declaration, deliveryId } = input;
    if (patience.left(PART.temporal) <= 0) throw new Late(TEMPORAL_SILENT);
    try {
      await call(patience, PART.temporal, UPDATE_MS, () =>
        client.workflow.start(INCIDENT_WORKFLOW, {
          workflowId: incidentWorkflowId(tenant, id),
          taskQueue,
          args: [input],
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
          staticSummary: summarised(`${id} ${declaration.severity}: ${declaration.title}`),
          memo: {
            deliveryId,
            title: declaration.title,
            private: declaration.private,
            declaredBy: declaration.by.id,
          },
          typedSearchAttributes: firstSearchAttributes(input, Date.now()),
        }),
      );
      return 'started';
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw new Unsure(TEMPORAL_SILENT, error);
      const memo = await memoOf(tenant, id, patience, PART.temporal);
      return memo?.deliveryId === deliveryId ? 'same delivery' : 'taken';
    }
  }

  /** @returns undefined when Temporal has no such incident. @throws Unavailable */
  async function memoOf(
    tenant: string,
    id: IncidentId,
    patience: Patience,
    part: number,
  ): Promise<Record<string, unknown> | undefined> {
    const handle = client.workflow.getHandle(incidentWorkflowId(tenant, id));
    try {
      return (await call(patience, part, ACCEPT_MS, () => handle.describe())).memo ?? {};
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw new Unavailable(TEMPORAL_SILENT, error);
    }
  }

  return {
    /**
     * Declares an incident; the same delivery always gets the same one.
     * @param make the workflow's input for the id that was allocated.
     * @throws Unavailable when Temporal or the store does not answer.
     */
    async declare(
      tenant: string,
      deliveryId: string,
      make: (id: IncidentId) => IncidentInput,
      patience = new Patience(),
    ): Promise<IncidentId> {
      let id = await ids.allocate(tenant, deliveryId);
      for (let tried = 1; tried <= IDS_TRIED; tried++) {
        if ((await start(make(id), patience)) !== 'taken') return id;
        // The store was emptied or restored while the workflows lived on.
        id = await ids.allocateAnew(tenant, deliveryId);
      }
      throw new Unavailable('The incident counter is far behind the workflows: run "muster rebuild".');
    },

    /**
     * Sends a command to an incident and waits for its authoritative reply.
     * @throws Unavailable when Temporal did not take it: nothing has happened then. Unsure when it may have. Either way
     * the same delivery may be sent again.
     */
    async command<N extends CommandName>(
      tenant: string,
      id: IncidentId,
      name: N,
      request: CommandRequest<N> & { deliveryId: string },
      patience = new Patience(),
    ): Promise<Outcome> {
      const handle = client.workflow.getHandle(incidentWorkflowId(tenant, id));
      const { confirmTo: _, ...direct } = request;
      if (patience.left(PART.temporal) <= 0) throw new Late(TEMPORAL_SILENT);
      try {
        const reply = await call(patience, PART.worker, UPDATE_MS, () =>
          handle.executeUpdate<CommandReply, [unknown]>(name, {
            args: [direct],
            updateId: request.deliveryId,
          }),
        );
        return { kind: 'done', reply };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { kind: 'not found' };
        const refusal = refusalOf(error);
        if (refusal) return { kind: 'refused', refusal };
      }
      // No worker answered: Temporal itself keeps the command as a signal, which the delivery id keeps from acting twice.
      try {
        const { signal } = COMMANDS[name];
        await call(patience, PART.temporal, ACCEPT_MS, () => handle.signal(signal.name, request));
        return { kind: 'accepted' };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { kind: 'not found' };
        throw new Unsure(TEMPORAL_SILENT, error);
      }
    },

    /**
     * Asks Temporal itself what an incident was when it was declared; no worker is needed.
     * @returns undefined when Temporal has no such incident. @throws Unavailable
     */
    async birth(tenant: string, id: IncidentId, patience = new Patience()): Promise<Birth | undefined> {
      const memo = await memoOf(tenant, id, patience, PART.worker);
      if (!memo) return undefined;
      const { private: isPrivate, declaredBy } = memo;
      return {
        ...(typeof isPrivate === 'boolean' && { private: isPrivate }),
        ...(typeof declaredBy === 'string' && { declaredBy }),
      };
    },

    /**
     * Asks an incident's workflow how it stands.
     * @returns undefined when Temporal has no such incident.
     * @throws Unavailable when no worker answers.
     */
    async view(tenant: string, id: IncidentId, patience = new Patience()): Promise<IncidentView | undefined> {
      const handle = client.workflow.getHandle(incidentWorkflowId(tenant, id));
      try {
        return await call(patience, PART.worker, VIEW_MS, () => handle.query(viewQuery));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw new Unavailable(
          `${id} is not in the records yet, and no worker says how it stands. Check that a worker runs.`,
          error,
        );
      }
    },
  };
}

export type Incidents = ReturnType<typeof createIncidents>;

function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const cause = error.cause;
  if (!(cause instanceof ApplicationFailure) || cause.type !== REFUSED) return undefined;
  return cause.details?.[0] as Refusal | undefined;
}
