import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { KeptExport } from '../src/archive/incident-export.ts';
import type { IncidentId } from '../src/incident/id.ts';

/** Whose export is kept. */
export interface ExportOrder {
  readonly tenant: string;
  readonly id: IncidentId;
}

export interface ExportActivities {
  /**
   * Keeps everything that is known of an incident, its history included, for longer than Temporal keeps that. May be
   * repeated; the newest stays.
   * @throws ApplicationFailure while the incident's workflow has not ended, since more is to come.
   */
  keepExport(order: ExportOrder): Promise<KeptExport | undefined>;
}

export function createExportActivities(deps: {
  /** Has the incident's workflow still something to do? */
  readonly isRunning: (order: ExportOrder) => Promise<boolean>;
  /** @returns undefined when there is no such incident in the read model. */
  readonly keep: (tenant: string, id: IncidentId) => Promise<KeptExport | undefined>;
}): ExportActivities {
  return {
    async keepExport(order) {
      if (await deps.isRunning(order)) {
        const message = `the workflow of ${order.id} has not ended yet`;
        throw ApplicationFailure.create({
          message,
          type: 'not_ended',
          category: ApplicationFailureCategory.BENIGN,
        });
      }
      return deps.keep(order.tenant, order.id);
    },
  };
}
