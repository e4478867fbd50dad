import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { Pushed } from '../../src/tracker/development.ts';
import type { DevelopmentOrder } from './messages.ts';

const { pushDevelopment } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '5s',
  // A tracker that is away, or whose credentials have to be renewed, is told when it is back.
  scheduleToCloseTimeout: '14d',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '10m' },
});

/** Tells a bug tracker what one delivery of a git server says. The tracker orders it: no other is waited for. */
export async function development(order: DevelopmentOrder): Promise<Pushed> {
  const summary = `tell ${order.tracker} of ${order.items.length} commits, branches and pull requests`;
  return pushDevelopment.executeWithOptions({ summary }, [order]);
}
