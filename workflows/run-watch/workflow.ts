import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';

const { endBrokenRuns } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '1m',
  // What fails is looked at by the next one.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumAttempts: 3 },
});

/** Has runs ended whose workflow Temporal has ended: they would stand as running for ever. */
export async function runWatch(): Promise<void> {
  const ended = await endBrokenRuns();
  setCurrentDetails(ended.length === 0 ? 'nothing to end' : ended.map((one) => `- ${one}`).join('\n'));
}
