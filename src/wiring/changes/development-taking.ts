import { createHash } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy, type Client } from '@temporalio/client';
import type { Redact } from '../../access/redact.ts';
import type { Change } from '../../git/change.ts';
import type { Outcome, TakerContext } from '../../inbox/taker.ts';
import { newestIn, type Development, type DevelopmentItem } from '../../tracker/development.ts';
import {
  DEVELOPMENT_WORKFLOW,
  developmentWorkflowId,
  type DevelopmentOrder,
} from '../../../workflows/development/messages.ts';

/** How many items one workflow tells: Temporal takes no input above 2 MB, and Jira 400 of a kind at once. */
const AT_ONCE = 200;
/** How long Temporal has to take something, in milliseconds. */
const ACCEPT_MS = 5_000;
/** How many issues an outcome names. */
const NAMED = 5;

export interface DevelopmentTakingDependencies {
  /** Begins to tell a tracker, once for each id; rejects when Temporal does not take it. */
  readonly begin: (workflowId: string, order: DevelopmentOrder) => Promise<void>;
  /** Trackers of a tenant that take what git servers tell, by their names in the configuration. */
  readonly developments: (tenant: string) => ReadonlyMap<string, Development>;
  readonly redact: Redact;
}

/** @returns a function that begins workflows of a tracker's being told. */
export function beginDevelopment(client: Client, taskQueue: string): DevelopmentTakingDependencies['begin'] {
  return async (workflowId, order) => {
    try {
      await client.connection.withDeadline(Date.now() + ACCEPT_MS, () =>
        client.workflow.start(DEVELOPMENT_WORKFLOW, {
          workflowId,
          taskQueue,
          args: [order],
          workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
          staticSummary: `tells ${order.tracker} what git servers told`,
        }),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  };
}

/** @returns a function that has bug trackers told of changes that name their issues. */
export function createDevelopmentTaking(deps: DevelopmentTakingDependencies) {
  return async (
    { tenant, integration, delivery, receivedAt, again }: TakerContext,
    changes: readonly Change[],
  ): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const [tracker, development] of deps.developments(tenant)) {
      const all: DevelopmentItem[] = [];
      for (const change of changes) {
        const items = development.itemsOf([change], (text) => deps.redact(text, tenant));
        if (items.length === 0) continue;
        all.push(...items);
        const how = again === undefined ? 'passed on' : 'passed on once more';
        outcomes.push({ of: change.key, text: `${how} to ${tracker}${issuesOf(items)}` });
      }
      for (const items of newestIn(all, AT_ONCE)) {
        // The tracker passes over what it has already, so that telling it again does no harm.
        const time = again === undefined ? '' : `again ${again}:`;
        const what = `${integration}:${delivery}:${time}${JSON.stringify(items)}`;
        const sum = createHash('sha256').update(what).digest('hex');
        await deps.begin(developmentWorkflowId({ tenant, tracker }, sum.slice(0, 32)), {
          tenant,
          tracker,
          items,
          from: { integration, delivery, receivedAt, ...(again !== undefined && { again }) },
        });
      }
    }
    return outcomes;
  };
}

function issuesOf(items: readonly DevelopmentItem[]): string {
  const keys = [...new Set(items.flatMap((item) => ('issues' in item ? item.issues : [])))];
  if (keys.length === 0) return '';
  return `: ${keys.slice(0, NAMED).join(', ')}${keys.length > NAMED ? ' …' : ''}`;
}
