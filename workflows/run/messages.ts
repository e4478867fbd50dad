import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Run } from '../../src/action/run.ts';
import type { Mark } from '../../src/incident/incident.ts';

/** The type name of the workflow that runs an action. */
export const RUN_WORKFLOW = 'run';

/** Type of the failure by which an Update is rejected: its details say why, as {@link RunRefused} does. */
export const RUN_REFUSED = 'RunRefused';

/** Somebody agrees that it runs. */
export const approveUpdate = defineUpdate<Run, [Mark]>('approve');
/** Somebody who was to agree does not. */
export const declineUpdate = defineUpdate<Run, [Mark]>('decline');
/** Ends it, also while it waits or runs. */
export const cancelUpdate = defineUpdate<Run, [Mark]>('cancel');
export const runQuery = defineQuery<Run>('run');
