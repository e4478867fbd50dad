import type { Found } from '../../src/inspection/report.ts';

/** The type name of the workflow by which the auditor looks at everything once. Not that which keeps audit entries. */
export const INSPECTION_WORKFLOW = 'inspection';

/** Where an inspection stands; it is begun without. */
export interface InspectionInput {
  /** When it began, epoch milliseconds. */
  readonly startedAt?: number;
  /** Where the next page begins of what runs. */
  readonly after?: string;
  readonly found?: Found;
}
