import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';

export const { recordRun } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30d',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});
