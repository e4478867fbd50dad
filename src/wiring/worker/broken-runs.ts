import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import type { BrokenRuns, BrokenWorkflow, RunRef } from '../../../activities/run-watch.ts';
import { SEARCH_ATTRIBUTES } from '../../../workflows/incident/messages.ts';
import { summarised } from '../../../workflows/markdown.ts';
import { RUN_WORKFLOW, runQuery } from '../../../workflows/run/messages.ts';
import { RUN_END_WORKFLOW } from '../../../workflows/run-end/messages.ts';
import type { WorkflowEnd } from '../../action/broken-off.ts';
import { parseRunId, runWorkflowId } from '../../action/run-id.ts';
import type { Run } from '../../action/run.ts';

/** How long a worker has to say how a run stood, in milliseconds: it replays it. */
const QUERY_MS = 20_000;

const CODES: Readonly<Record<string, WorkflowEnd['code']>> = {
  TERMINATED: 'terminated',
  FAILED: 'workflow_failed',
  TIMED_OUT: 'workflow_timed_out',
  CANCELLED: 'workflow_cancelled',
};

/** What the client says of a termination for which nobody gave a reason. */
const NO_REASON = 'Workflow execution terminated';

/**
 * @param taskQueue whose runs are meant: another Muster may have the same namespace.
 * @param former one on which versions before had their runs.
 * @returns workflows of runs as Temporal has them.
 */
export function createBrokenRuns(client: Client, taskQueue: string, former = taskQueue): BrokenRuns {
  const queues = [taskQueue, former].map((name) => `'${name.replaceAll("'", "\\'")}'`);
  const query = [
    `WorkflowType IN ('${RUN_WORKFLOW}', '${RUN_END_WORKFLOW}')`,
    `ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut', 'Canceled')`,
    `TaskQueue IN (${queues.join(', ')})`,
  ].join(' AND ');

  async function inputOf(workflowId: string, runId: string): Promise<BrokenWorkflow['input']> {
    const { payloadConverter, payloadCodecs } = client.options.loadedDataConverter;
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      maximumPageSize: 1,
    });
    let payloads = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
    const [payload] = payloads;
    if (!payload) throw new Error(`${workflowId} was begun without an order`);
    return payloadConverter.fromPayload<BrokenWorkflow['input']>(payload);
  }

  async function reasonOf(workflowId: string, runId: string): Promise<string> {
    try {
      await client.workflow.getHandle(workflowId, runId, { followRuns: false }).result();
      return '';
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      const { message = '' } = error.cause ?? {};
      return message === NO_REASON ? '' : message;
    }
  }

  async function standingOf(workflowId: string, runId: string): Promise<Run | undefined> {
    try {
      return await client.connection.withDeadline(Date.now() + QUERY_MS, () =>
        client.workflow.getHandle(workflowId, runId).query(runQuery),
      );
    } catch {
      // Its record is older perhaps, and is said to be.
      return undefined;
    }
  }

  return {
    async *list() {
      const listed = new Set<string>();
      for await (const { workflowId } of client.workflow.list({ query })) {
        const ref = readId(workflowId);
        if (!ref || listed.has(workflowId)) continue;
        listed.add(workflowId);
        yield ref;
      }
    },

    async find({ tenant, id }) {
      const workflowId = runWorkflowId(tenant, id);
      let described: WorkflowExecutionDescription;
      try {
        described = await client.workflow.getHandle(workflowId).describe();
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
      const { runId, status, closeTime, memo = {} } = described;
      const code = CODES[status.name];
      if (!code || !closeTime) return undefined;
      return {
        input: await inputOf(workflowId, runId),
        run: await standingOf(workflowId, runId),
        end: { code, at: closeTime.getTime(), reason: await reasonOf(workflowId, runId) },
        memo,
      };
    },

    async end(broken, memo) {
      const { tenant, id, action } = broken.order;
      try {
        await client.workflow.start(RUN_END_WORKFLOW, {
          workflowId: runWorkflowId(tenant, id),
          taskQueue,
          args: [broken],
          workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
          staticSummary: summarised(`${id}: ${action}, whose workflow was ended in Temporal`),
          // By it who orders the same once more is given this run.
          memo: { ...memo },
          typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.tenant, value: tenant }],
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
  };
}

/** @returns whose run a workflow is; undefined when its id is none. */
function readId(workflowId: string): RunRef | undefined {
  const [, tenant, text = ''] = /^(.+):run:(RUN-\d+)$/.exec(workflowId) ?? [];
  const id = parseRunId(text);
  return tenant === undefined || !id ? undefined : { tenant, id };
}
