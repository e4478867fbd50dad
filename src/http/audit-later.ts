import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy, type Client } from '@temporalio/client';
import type { AuditEntry } from '../access/audit-entry.ts';
import { AUDIT_WORKFLOW, auditWorkflowId } from '../../workflows/audit/messages.ts';
import { summarised } from '../../workflows/markdown.ts';
import { inTime } from './patience.ts';
import { TEMPORAL_SILENT } from './unavailable.ts';

/** How long Temporal has to take an entry, in milliseconds: nobody waits for it but a process that ends. */
const ACCEPT_MS = 2_000;

/** Leaves an audit entry with Temporal, which has a worker write it when the store is back. */
export type AuditLater = (entry: AuditEntry) => Promise<void>;

/** @throws (from what it returns) Unavailable, or what the client throws, when Temporal does not take it. */
export function createAuditLater(client: Client, taskQueue: string): AuditLater {
  return async (entry) => {
    const { action, outcome, person } = entry;
    const taken = client.connection.withDeadline(Date.now() + ACCEPT_MS, () =>
      client.workflow.start(AUDIT_WORKFLOW, {
        workflowId: auditWorkflowId(entry),
        taskQueue,
        args: [entry],
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        staticSummary: summarised(`Audit: ${action} by ${person}: ${outcome}`),
      }),
    );
    await inTime(taken, ACCEPT_MS, TEMPORAL_SILENT).catch((error: unknown) => {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    });
  };
}
