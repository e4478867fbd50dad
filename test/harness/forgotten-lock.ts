import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { activityInfo } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { EXPORT_WORKFLOW } from '../../workflows/export/messages.ts';
import { TICKET_WORKFLOW } from '../../workflows/ticket/messages.ts';
import { eventually } from './eventually.ts';

/** The last activity of each workflow that may outlive its parent. */
const LAST: ReadonlyMap<string, string> = new Map([
  [EXPORT_WORKFLOW, 'keepExport'],
  [TICKET_WORKFLOW, 'settleTicket'],
]);

/**
 * The test server holds its clock when a child workflow completes, until the parent knows of it. It forgets to let go
 * where the parent has ended before, as an incident has whose export is made, or that export when tickets are: no clock would ever jump again. This lets
 * go in its stead. Temporal itself knows no such lock.
 */
export class ForgottenLocks {
  readonly #seen = new Set<string>();
  readonly #mending = new Set<Promise<void>>();
  readonly #env: () => TestWorkflowEnvironment;

  constructor(env: () => TestWorkflowEnvironment) {
    this.#env = env;
  }

  /** Sees by its last activity that such a workflow is about to complete. */
  readonly interceptor: ActivityInterceptorsFactory = () => ({
    inbound: {
      execute: async (input, next) => {
        const result = await next(input);
        const { activityType, workflowType = '', workflowExecution: run } = activityInfo();
        if (LAST.get(workflowType) === activityType && run && !this.#seen.has(run.runId)) {
          this.#seen.add(run.runId);
          const mending = mend(this.#env(), run).finally(() => this.#mending.delete(mending));
          this.#mending.add(mending);
        }
        return result;
      },
    },
  });

  /** Waits until nothing is forgotten. */
  async mended(): Promise<void> {
    await Promise.all(this.#mending);
  }
}

/** An ended run, or one that will. */
interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

async function mend({ client, connection }: TestWorkflowEnvironment, child: Run): Promise<void> {
  const look = ({ workflowId, runId }: Run) => client.workflow.getHandle(workflowId, runId).describe();
  const ended = await eventually(`${child.workflowId} ends`, async () => {
    const found = await look(child);
    return found.status.name !== 'RUNNING' && found;
  });
  if (ended.status.name !== 'COMPLETED' || !ended.parentExecution) return;
  const { workflowId = '', runId = '' } = ended.parentExecution as Partial<Run>;
  const parent = client.workflow.getHandle(workflowId, runId);
  if ((await parent.describe()).status.name === 'RUNNING') return;
  const { events } = await parent.fetchHistory();
  const told = events?.some((event) => event.childWorkflowExecutionCompletedEventAttributes);
  if (!told) await connection.testService?.unlockTimeSkipping({});
}
