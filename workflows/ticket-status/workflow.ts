import { proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { actionId } from '../../src/action-item/item.ts';
import { turnedSignal, type TicketStatusOrder } from './messages.ts';

const { keepTicketStatus } = proxyActivities<Activities>({
  startToCloseTimeout: '90s',
  scheduleToCloseTimeout: '14d',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '10m' },
});

/** Whoever turns an item says so first, and writes it then: what is said is not lost, and what is written is read. */
const WRITTEN = '5s';

/** Has the ticket of an action item follow it, until both are alike. */
export async function ticketStatus(order: TicketStatusOrder): Promise<void> {
  let turned = true;
  setHandler(turnedSignal, () => {
    turned = true;
  });
  const summary = `${actionId(order)}: have its ticket follow`;
  while (turned) {
    turned = false;
    await sleep(WRITTEN);
    await keepTicketStatus.executeWithOptions({ summary }, [order]);
  }
}
