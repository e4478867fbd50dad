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
import {
  COMMANDS,
  INCIDENT_WORKFLOW,
  REFUSED,
  type CommandRequest,
  type IncidentInput,
} from '../../workflows/incident/messages.ts';
import { firstSearchAttributes } from '../../workflows/incident/search-attributes.ts';
import { TEMPORAL_SILENT, Unavailable } from './unavailable.ts';

/** How long a worker has to answer before the command is left as a signal, in milliseconds: chat waits 3 s. */
const UPDATE_MS = 2_000;
/** How long Temporal itself has to take something, in milliseconds. */
const ACCEPT_MS = 800;
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

/** A client that keeps its own deadline: without one a broken connection is retried far beyond chat's patience. */
async function within<R>(client: Client, ms: number, call: () => Promise<R>): Promise<R> {
  return client.connection.withDeadline(Date.now() + ms, call);
}

/** The incidents as Temporal runs them. The only place that starts, updates and signals incident workflows. */
export function createIncidents(deps: { client: Client; taskQueue: string; ids: IdSource }) {
  const { client, taskQueue, ids } = deps;

  async function start(input: IncidentInput): Promise<'started' | 'same delivery' | 'taken'> {
    const { tenant, id, declaration, deliveryId } = input;
    try {
      await within(client, UPDATE_MS, () =>
        client.workflow.start(INCIDENT_WORKFLOW, {
          workflowId: incidentWorkflowId(tenant, id),
          taskQueue,
          args: [input],
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
          staticSummary: `${id} ${declaration.severity}: ${declaration.title}`.slice(0, 200),
          memo: { deliveryId, title: declaration.title },
          typedSearchAttributes: firstSearchAttributes(input, Date.now()),
        }),
      );
      return 'started';
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError))
        throw new Unavailable(TEMPORAL_SILENT, error);
      const handle = client.workflow.getHandle(incidentWorkflowId(tenant, id));
      const { memo } = await within(client, ACCEPT_MS, () => handle.describe()).catch((cause: unknown) => {
        throw new Unavailable(TEMPORAL_SILENT, cause);
      });
      return memo?.deliveryId === deliveryId ? 'same delivery' : 'taken';
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
    ): Promise<IncidentId> {
      let id = await ids.allocate(tenant, deliveryId);
      for (let tried = 1; tried <= IDS_TRIED; tried++) {
        if ((await start(make(id))) !== 'taken') return id;
        // The store was emptied or restored while the workflows lived on.
        id = await ids.allocateAnew(tenant, deliveryId);
      }
      throw new Unavailable('The incident counter is far behind the workflows: run "muster rebuild".');
    },

    /**
     * Sends a command to an incident and waits for its authoritative reply.
     * @throws Unavailable when Temporal did not take it: nothing has happened then, and it may be sent again.
     */
    async command<N extends CommandName>(
      tenant: string,
      id: IncidentId,
      name: N,
      request: CommandRequest<N> & { deliveryId: string },
    ): Promise<Outcome> {
      const handle = client.workflow.getHandle(incidentWorkflowId(tenant, id));
      const { confirmTo: _, ...direct } = request;
      try {
        const reply = await within(client, UPDATE_MS, () =>
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
        await within(client, ACCEPT_MS, () => handle.signal(COMMANDS[name].signal.name, request));
        return { kind: 'accepted' };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { kind: 'not found' };
        throw new Unavailable(TEMPORAL_SILENT, error);
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
