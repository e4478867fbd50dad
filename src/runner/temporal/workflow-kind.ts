import type { WorkflowSettings } from '../../action/temporal-call.ts';
import { RETRY_MS, type ActionKind } from '../kind.ts';
import { checkTemporal } from './check.ts';
import { workflowSettings } from './settings.ts';

export const workflow: ActionKind<WorkflowSettings> = {
  name: 'workflow',
  title: 'a Temporal workflow of your own',
  settings: workflowSettings,
  check: (settings, { ownTaskQueue, parameters }) => checkTemporal(settings, ownTaskQueue, parameters),
  // Temporal tries it again by its own retry policy.
  limits: ({ executionTimeout }) => ({ timeoutMs: executionTimeout, attempts: 1, retryMs: RETRY_MS }),
};
