import { log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Delivery } from '../src/chat/delivery.ts';
import type { Turn } from '../src/chat/lane.ts';
import { room } from './paced.ts';

const { deliver } = proxyActivities<Activities>({
  startToCloseTimeout: '40s',
  heartbeatTimeout: '5s',
  // A platform that is away for a morning still tells on the same day.
  scheduleToCloseTimeout: '4h',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '10m' },
});

/**
 * Tells somebody by one of their accounts: the next is tried where one cannot be reached.
 * @param id what they are told of. @param what it is, for the reader of the Temporal UI: `remind`.
 */
export async function reach(id: string, what: string, deliveries: readonly Delivery[]): Promise<void> {
  for (const delivery of deliveries) {
    const summary = `${id}: ${what} by ${delivery.instance}`;
    try {
      await send(delivery, summary);
      return;
    } catch (error) {
      log.warn('somebody is not reached about an action item this way', {
        id,
        instance: delivery.instance,
        error,
      });
    }
  }
  log.warn('somebody could not be told of an action item', { id, what });
}

async function send(delivery: Delivery, summary: string): Promise<void> {
  for (let turn: Turn | undefined; ;) {
    try {
      await deliver.executeWithOptions({ summary }, [turn ? { ...delivery, turn } : delivery]);
      return;
    } catch (error) {
      turn = await room(error, delivery, { summary });
    }
  }
}
