import { readFile } from 'node:fs/promises';
import { Script } from 'node:vm';
import { TypedSearchAttributes } from '@temporalio/common';
import { createUnsafeRandomSource } from '@temporalio/workflow/lib/random-helpers.js';
// Types alone: the SDK's worker is loaded when something is simulated for the first time.
import type { Workflow, WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';

/*
 * The only file that knows how the Temporal SDK runs workflow code inside itself. None of this is the SDK's public API: it
 * is pinned exactly, and test/workflows/simulator.test.ts fails when it is raised to a version that does otherwise.
 */

/** What a workflow is told in one go. */
export type Activation = Parameters<Workflow['activate']>[0];
/** One thing that a workflow is told: that it begins, that a timer fired, what an activity came to. */
export type Job = NonNullable<Activation['jobs']>[number];
/** What a workflow did in answer. */
export type Completion = Awaited<ReturnType<Workflow['activate']>>;
/** One thing that a workflow asks for: a timer, an activity. */
export type Command = NonNullable<NonNullable<Completion['successful']>['commands']>[number];

/** One run of a workflow, without a server. */
export interface WorkflowRun {
  activate(activation: Activation): Promise<Completion>;
  dispose(): Promise<void>;
}

/** Starts workflows. */
export interface WorkflowVm {
  /** @param startedAt when the first run began and when this one does, epoch milliseconds. */
  begin(
    type: string,
    workflowId: string,
    runId: string,
    startedAt: { readonly first: number; readonly this: number },
  ): Promise<WorkflowRun>;
}

/** How long workflow code may compute without a pause, in milliseconds; a worker allows it as much. */
const LONGEST_TURN_MS = 5_000;

/**
 * Loads a bundle of workflows into the SDK's own sandbox for workflow code.
 * @param bundle path of what {@link bundleWorkflows} made.
 * @throws Error when the file cannot be read, or is no bundle.
 */
export async function loadWorkflowVm(bundle: string): Promise<WorkflowVm> {
  const [{ VMWorkflowCreator }, whole] = await Promise.all([
    import('@temporalio/worker/lib/workflow/vm.js'),
    readFile(bundle, 'utf8'),
  ]);
  // The source map is half of the file, and only stack traces need it.
  const code = whole.replace(/\n\/\/# sourceMappingURL=data:[^\n]*\s*$/, '\n');
  const filename = 'workflow-bundle.js';
  const sourceMap = { version: 3, file: filename, names: [], sources: [], mappings: '' };
  // Its own `create` hooks into every promise of the process, for stack traces in the Temporal UI: not wanted here.
  const creator: WorkflowCreator = new VMWorkflowCreator(
    new Script(code, { filename }),
    { code, sourceMap, filename },
    LONGEST_TURN_MS,
    new Set(),
  );
  return {
    async begin(workflowType, workflowId, runId, startedAt) {
      const workflow = await creator.createWorkflow({
        info: {
          workflowId,
          runId,
          workflowType,
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- the SDK's own type has it without a way around
          searchAttributes: {},
          typedSearchAttributes: new TypedSearchAttributes(),
          taskQueue: 'simulation',
          namespace: 'simulation',
          firstExecutionRunId: runId,
          originalExecutionRunId: runId,
          startTime: new Date(startedAt.first),
          runStartTime: new Date(startedAt.this),
          taskTimeoutMs: 10_000,
          attempt: 1,
          historyLength: 0,
          historySize: 0,
          continueAsNewSuggested: false,
          targetWorkerDeploymentVersionChanged: false,
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- as above
          currentBuildId: '',
          unsafe: {
            now: () => startedAt.this,
            isReplaying: false,
            isReplayingHistoryEvents: false,
            random: createUnsafeRandomSource(() => 0),
          },
        },
        // The same each time: a simulation comes to the same each time.
        randomnessSeed: [1],
        now: startedAt.this,
        showStackTraceSources: false,
        failureExceptionTypeNames: [],
      });
      return {
        async activate(activation) {
          const completion = await workflow.activate(activation);
          await workflow.getAndResetSinkCalls();
          return completion;
        },
        dispose: () => workflow.dispose(),
      };
    },
  };
}
