import { WorkflowNotFoundError, WorkflowUpdateStage, type Client } from '@temporalio/client';
import { incidentWorkflowId, type IncidentId } from '../incident/id.ts';
import type { IncidentTicketOutcome, TicketNews } from '../incident/ticket.ts';
import {
  callOffUpdate,
  INCIDENT_TICKET_WORKFLOW,
  incidentTicketWorkflowId,
  orderedSignal,
  outcomeUpdate,
  underWayQuery,
  type CallingOff,
  type IncidentTicketOrder,
} from '../../workflows/incident-ticket/messages.ts';
import { ticketSignal } from '../../workflows/incident/messages.ts';
import { inTime, Late, PART, type Patience } from './patience.ts';
import { TEMPORAL_SILENT, Unavailable } from './unavailable.ts';

/** What keeps tickets in step with incidents, as Temporal runs it. */
export interface IncidentTicketWorkflows {
  /**
   * Begins one; where the incident has one in that tracker already, that goes on, and after it with this order where its
   * ticket was deleted or unlinked. @throws Unavailable when Temporal does not take it.
   */
  begin(order: IncidentTicketOrder, patience: Patience): Promise<void>;
  /** @returns what became of it within a moment; undefined when that is not known yet. */
  outcome(order: IncidentTicketOrder, patience: Patience): Promise<IncidentTicketOutcome | undefined>;
  /**
   * @returns the order for a ticket in a tracker that is under way; undefined when there is none.
   * @throws Unavailable when Temporal or a worker does not answer.
   */
  underWay(
    tenant: string,
    incident: IncidentId,
    tracker: string,
    patience: Patience,
  ): Promise<IncidentTicketOrder | undefined>;
  /**
   * Calls off the order that is under way.
   * @returns what became of it: `later` when that is not known yet, `over` when there is no such order any more.
   * @throws Unavailable when Temporal does not take it.
   */
  callOff(
    order: Pick<IncidentTicketOrder, 'tenant' | 'incident' | 'tracker'>,
    by: CallingOff,
    patience: Patience,
  ): Promise<IncidentTicketOutcome | 'later' | 'over'>;
  /** Tells an incident of its ticket. @returns false where the incident is over. @throws Unavailable when Temporal does not take it. */
  tell(tenant: string, incident: IncidentId, news: TicketNews, patience: Patience): Promise<boolean>;
}

/** How long Temporal has to take it, and how long a tracker to answer while somebody waits, in milliseconds. */
const ACCEPT_MS = 2_000;
const OUTCOME_MS = 1_800;

export function createIncidentTicketWorkflows(client: Client, taskQueue: string): IncidentTicketWorkflows {
  const call = <R>(ms: number, send: () => Promise<R>): Promise<R> =>
    inTime(client.connection.withDeadline(Date.now() + ms, send), ms, TEMPORAL_SILENT);
  /** @throws Unavailable when Temporal does not take it in time. */
  async function hand<R>(patience: Patience, send: () => Promise<R>): Promise<R> {
    const ms = Math.min(ACCEPT_MS, patience.left(PART.temporal));
    if (ms <= 0) throw new Late(TEMPORAL_SILENT);
    try {
      return await call(ms, send);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw error;
      throw new Unavailable(TEMPORAL_SILENT, error);
    }
  }

  return {
    async begin(order, patience) {
      const { tenant, incident, tracker } = order;
      // The order is in the signal as well: one that runs keeps its own, and would let a new one go with its answer.
      await hand(patience, () =>
        client.workflow.signalWithStart(INCIDENT_TICKET_WORKFLOW, {
          workflowId: incidentTicketWorkflowId(tenant, incident, tracker),
          taskQueue,
          args: [order],
          signal: orderedSignal,
          signalArgs: [order],
          staticSummary: `${incident}: its ticket in ${tracker}`.slice(0, 200),
        }),
      );
    },
    async outcome(order, patience) {
      const { tenant, incident, tracker } = order;
      const ms = Math.min(OUTCOME_MS, patience.left(PART.worker));
      if (ms <= 0) return undefined;
      const handle = client.workflow.getHandle(incidentTicketWorkflowId(tenant, incident, tracker));
      // Whatever keeps it from being known, whoever asked is told by a message.
      return call(ms, () => handle.executeUpdate(outcomeUpdate, { args: [order] })).catch(() => undefined);
    },
    async underWay(tenant, incident, tracker, patience) {
      const handle = client.workflow.getHandle(incidentTicketWorkflowId(tenant, incident, tracker));
      try {
        return await hand(patience, () => handle.query(underWayQuery));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },
    async callOff({ tenant, incident, tracker }, by, patience) {
      const handle = client.workflow.getHandle(incidentTicketWorkflowId(tenant, incident, tracker));
      const waitForStage = WorkflowUpdateStage.ACCEPTED;
      try {
        const accepted = await hand(patience, () =>
          handle.startUpdate(callOffUpdate, { args: [by], waitForStage }),
        );
        const ms = Math.min(OUTCOME_MS, patience.left(PART.worker));
        if (ms <= 0) return 'later';
        return await call(ms, () => accepted.result()).catch(() => 'later' as const);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'over';
        throw error;
      }
    },
    async tell(tenant, incident, news, patience) {
      const handle = client.workflow.getHandle(incidentWorkflowId(tenant, incident));
      try {
        await hand(patience, () => handle.signal(ticketSignal.name, news));
        return true;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
  };
}
