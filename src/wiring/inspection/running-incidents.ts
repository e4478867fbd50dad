import {
  QueryNotRegisteredError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import type { Asked, RunningIncident, RunningIncidents } from '../../../activities/inspection.ts';
import { INCIDENT_WORKFLOW, planQuery } from '../../../workflows/incident/messages.ts';
import { incidentKey, incidentWorkflowId, parseIncidentId, type IncidentId } from '../../incident/id.ts';

/** How long an incident has to say what it will do, in milliseconds; twice. */
const ANSWER_MS = 3_000;
/** How long Temporal has to say something of its own, in milliseconds. */
const TEMPORAL_MS = 10_000;
/** Workflow ids in one question. */
const IDS = 100;
/** From this attempt on a workflow task counts as failing: one may be lost with its worker. */
const FAILING_ATTEMPT = 3;

const BROKEN_OFF = `WorkflowType = '${INCIDENT_WORKFLOW}' AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut', 'Canceled')`;
const RUNNING = `WorkflowType = '${INCIDENT_WORKFLOW}' AND ExecutionStatus = 'Running'`;

/** @returns the incidents as Temporal has them. */
export function createRunningIncidents(client: Client): RunningIncidents {
  const soon = <R>(ms: number, ask: () => Promise<R>): Promise<R> =>
    client.connection.withDeadline(Date.now() + ms, ask);
  const handleOf = (tenant: string, id: IncidentId) =>
    client.workflow.getHandle(incidentWorkflowId(tenant, id));

  async function page(query: string, pageSize: number, after?: string) {
    const { namespace } = client.options;
    const nextPageToken = Buffer.from(after ?? '', 'base64');
    const { executions, nextPageToken: next } = await soon(TEMPORAL_MS, () =>
      client.workflowService.listWorkflowExecutions({ namespace, query, pageSize, nextPageToken }),
    );
    const incidents = executions.flatMap((one): RunningIncident[] => {
      const read = readId(one.execution?.workflowId ?? '');
      return read ? [{ ...read, startedAt: Number(one.startTime?.seconds ?? 0) * 1_000 }] : [];
    });
    return { incidents, ...(next.length > 0 && { next: Buffer.from(next).toString('base64') }) };
  }

  /** @returns how it stands in Temporal itself, which needs no worker. */
  async function described(tenant: string, id: IncidentId): Promise<Asked> {
    let description: WorkflowExecutionDescription;
    try {
      description = await soon(TEMPORAL_MS, () => handleOf(tenant, id).describe());
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { ended: undefined };
      throw error;
    }
    const { status, raw } = description;
    if (status.name !== 'RUNNING') return { ended: status.name };
    const attempt = raw.pendingWorkflowTask?.attempt ?? 0;
    if (attempt < FAILING_ATTEMPT) return { silent: true };
    return { failing: `its task has failed ${attempt - 1} times; the log of the worker says why.` };
  }

  /** @returns undefined when it did not answer in time. */
  async function queried(tenant: string, id: IncidentId): Promise<Asked | undefined> {
    try {
      return { plan: await soon(ANSWER_MS, () => handleOf(tenant, id).query(planQuery)) };
    } catch (error) {
      // First of all: the client takes whatever a worker could not replay for a query that it does not know.
      const reason = error instanceof Error ? error.message : '';
      if (/nondeterminism|non-deterministic|TMPRL1100/i.test(reason)) return { failing: reason };
      if (error instanceof QueryNotRegisteredError) return { unasked: true };
      if (error instanceof WorkflowNotFoundError) return { ended: undefined };
      return undefined;
    }
  }

  return {
    async running(wanted) {
      const found = new Set<string>();
      for (let from = 0; from < wanted.length; from += IDS) {
        const ids = wanted
          .slice(from, from + IDS)
          .map(({ tenant, id }) => `'${incidentWorkflowId(tenant, id).replaceAll("'", "\\'")}'`);
        const { incidents } = await page(`${RUNNING} AND WorkflowId IN (${ids.join(', ')})`, IDS);
        for (const { tenant, id } of incidents) found.add(incidentKey(tenant, id));
      }
      return found;
    },

    async count() {
      const { namespace } = client.options;
      const { count } = await soon(TEMPORAL_MS, () =>
        client.workflowService.countWorkflowExecutions({ namespace, query: RUNNING }),
      );
      return Number(count);
    },

    list: (after, limit) => page(RUNNING, limit, after),

    async brokenOff(since, limit) {
      const { incidents } = await page(
        `${BROKEN_OFF} AND CloseTime > '${new Date(since).toISOString()}'`,
        limit,
      );
      return [...new Map(incidents.map((one) => [incidentKey(one.tenant, one.id), one])).values()];
    },

    async ask(tenant, id) {
      // A worker may just have died, and its work goes to another.
      for (const _ of [1, 2]) {
        const standing = await described(tenant, id);
        const answer = 'silent' in standing ? await queried(tenant, id) : standing;
        if (answer) return answer;
      }
      return described(tenant, id);
    },
  };
}

/** @returns whose incident a workflow is; undefined when its id is none. */
function readId(workflowId: string): Pick<RunningIncident, 'tenant' | 'id'> | undefined {
  const [, tenant, text = ''] = /^(.+):incident:(INC-\d+)$/.exec(workflowId) ?? [];
  const id = parseIncidentId(text);
  return tenant === undefined || !id ? undefined : { tenant, id };
}
