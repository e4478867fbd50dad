import { log, ParentClosePolicy, patched, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { EXPORT_WORKFLOW, exportWorkflowId } from '../export/messages.ts';
import type { IncidentInput } from './messages.ts';

/** Has the incident kept for longer than Temporal keeps its history, by a workflow that outlives it. */
export class Keeper {
  readonly #input: IncidentInput;
  #ordered = false;
  #ordering = false;

  constructor(input: IncidentInput) {
    this.#input = input;
  }

  /** Is nothing under way? */
  get idle(): boolean {
    return !this.#ordering;
  }

  /** Orders the export, once: it is made when the incident's workflow has ended. */
  order(): void {
    if (this.#ordered) return;
    this.#ordered = true;
    if (!patched('exported at close')) return;
    this.#ordering = true;
    void this.#order().finally(() => (this.#ordering = false));
  }

  async #order(): Promise<void> {
    const { tenant, id } = this.#input;
    try {
      await startChild(EXPORT_WORKFLOW, {
        workflowId: exportWorkflowId(tenant, id),
        args: [{ tenant, id }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `${id}: keep it for longer than its history`,
      });
    } catch (error) {
      // The run before has ordered it already.
      if (error instanceof WorkflowExecutionAlreadyStartedError) return;
      log.error('the export of the incident could not be ordered', { error });
    }
  }
}
