import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Delivery } from '../src/chat/delivery.ts';
import type { Turn } from '../src/chat/lane.ts';
import { room } from './paced.ts';

/** News of on-call duty is news for a while: a platform that is away so long is not waited for, and the next way is tried. */
const { deliver } = proxyActivities<Activities>({
  startToCloseTimeout: '40s',
  heartbeatTimeout: '5s',
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** How long a message waits for room in a platform's limits, in milliseconds. */
const PATIENCE_MS = 10 * 60_000;

/** Sends a message as soon as the platform has room for it. @param what one line for the reader of the Temporal UI. @throws what the send comes to. */
export async function sendPatiently(delivery: Delivery, what: string): Promise<void> {
  for (let turn: Turn | undefined; ;) {
    try {
      await deliver(turn ? { ...delivery, turn } : delivery);
      return;
    } catch (error) {
      turn = await room(error, delivery, { summary: what, patienceMs: PATIENCE_MS });
    }
  }
}
