import type { ActivitySettings } from '../../action/temporal-call.ts';
import { RETRY_MS, type ActionKind } from '../kind.ts';
import { checkTemporal } from './check.ts';
import { activitySettings } from './settings.ts';

export const activity: ActionKind<ActivitySettings> = {
  name: 'activity',
  title: 'a Temporal activity of your own',
  settings: activitySettings,
  check: (settings, { ownTaskQueue, parameters }) => checkTemporal(settings, ownTaskQueue, parameters),
  // Temporal tries it again by its own retry policy.
  limits: ({ scheduleToStartTimeout, startToCloseTimeout, scheduleToCloseTimeout }) => ({
    timeoutMs: scheduleToCloseTimeout ?? scheduleToStartTimeout + startToCloseTimeout,
    attempts: 1,
    retryMs: RETRY_MS,
  }),
};
