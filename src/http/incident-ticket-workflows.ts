import { WorkflowIdConflictPolicy, type Client } from '@temporalio/client';
import {
  INCIDENT_TICKET_WORKFLOW,
  incidentTicketWorkflowId,
  outcomeUpdate,
  type IncidentTicketOrder,
  type IncidentTicketOutcome,
} from '../../workflows/incident-ticket/messages.ts';
import { inTime, Late, PART, type Patience } from './patience.ts';
import { TEMPORAL_SILENT, Unavailable } from './unavailable.ts';

/** What keeps tickets in step with incidents, as Temporal runs it. */
export interface IncidentTicketWorkflows {
  /** Begins one; where the incident has one in that tracker already, it goes on. @throws Unavailable when Temporal does not take it. */
  begin(order: IncidentTicketOrder, patience: Patience): Promise<void>;
  /** @returns what became of it within a moment; undefined when that is not known yet. */
  outcome(order: IncidentTicketOrder, patience: Patience): Promise<IncidentTicketOutcome | undefined>;
}

/** How long Temporal has to take it, and how long a tracker to answer while somebody waits, in milliseconds. */
const ACCEPT_MS = 2_000;
const OUTCOME_MS = 1_800;

export function createIncidentTicketWorkflows(client: Client, taskQueue: string): IncidentTicketWorkflows {
  const call = <R>(ms: number, send: () => Promise<R>): Promise<R> =>
    inTime(client.connection.withDeadline(Date.now() + ms, send), ms, TEMPORAL_SILENT);
  return {
    async begin(order, patience) {
      const ms = Math.min(ACCEPT_MS, patience.left(PART.temporal));
      if (ms <= 0) throw new Late(TEMPORAL_SILENT);
      const { tenant, incident, tracker } = order;
      try {
        await call(ms, () =>
          client.workflow.start(INCIDENT_TICKET_WORKFLOW, {
            workflowId: incidentTicketWorkflowId(tenant, incident, tracker),
            taskQueue,
            args: [order],
            workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
            staticSummary: `${incident}: its ticket in ${tracker}`.slice(0, 200),
          }),
        );
      } catch (error) {
        throw new Unavailable(TEMPORAL_SILENT, error);
      }
    },
    async outcome(order, patience) {
      const { tenant, incident, tracker } = order;
      const ms = Math.min(OUTCOME_MS, patience.left(PART.worker));
      if (ms <= 0) return undefined;
      const handle = client.workflow.getHandle(incidentTicketWorkflowId(tenant, incident, tracker));
      // Whatever keeps it from being known, whoever asked is told by a message.
      return call(ms, () => handle.executeUpdate(outcomeUpdate, { args: [order] })).catch(() => undefined);
    },
  };
}
