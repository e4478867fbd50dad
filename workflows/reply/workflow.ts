import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { Turn } from '../../src/chat/lane.ts';
import { room } from '../paced.ts';

const { deliver } = proxyActivities<Activities>({
  startToCloseTimeout: '40s',
  heartbeatTimeout: '5s',
  // An answer is worth something while the person who asked still looks at the screen.
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Sends an answer that the platform did not take in its HTTP reply. */
export async function reply(delivery: Delivery): Promise<void> {
  for (let turn: Turn | undefined; ;) {
    try {
      await deliver(turn ? { ...delivery, turn } : delivery);
      return;
    } catch (error) {
      turn = await room(error, delivery, { summary: 'the answer' });
    }
  }
}
