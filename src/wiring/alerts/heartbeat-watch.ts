import type { Client } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import {
  HEARTBEAT_WORKFLOW,
  heartbeatChangedSignal,
  heartbeatSignal,
  heartbeatWorkflowId,
  type AwaitedLife,
} from '../../../workflows/heartbeat/messages.ts';

/** How long Temporal has to take it, in milliseconds. */
const ACCEPT_MS = 2_000;

/** @returns what hands signs of life on to the workflows that wait for them, each begun unless it runs. */
export function createHeartbeatWatch(client: Client, taskQueue: string) {
  const signal = (awaited: AwaitedLife, what: SignalDefinition): Promise<unknown> =>
    client.connection.withDeadline(Date.now() + ACCEPT_MS, () =>
      client.workflow.signalWithStart(HEARTBEAT_WORKFLOW, {
        workflowId: heartbeatWorkflowId(awaited),
        taskQueue,
        args: [awaited],
        signal: what,
        staticSummary: `waits for signs of life of ${awaited.rule}`,
      }),
    );
  return {
    /** A sign of life came. @throws what the client throws when Temporal does not take it. */
    beat: async (awaited: AwaitedLife): Promise<void> => {
      await signal(awaited, heartbeatSignal);
    },

    /** Has signs of life waited for. @throws what the client throws when Temporal does not take it. */
    watch: async (awaited: AwaitedLife): Promise<void> => {
      await signal(awaited, heartbeatChangedSignal);
    },
  };
}
