import { ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { actionId } from '../../src/action-item/item.ts';
import { reach } from '../reaching.ts';
import { TOLD_AT_ONCE_MS, type TicketOrder, type TicketOutcome } from './messages.ts';

const { makeTicket } = proxyActivities<Activities>({
  startToCloseTimeout: '90s',
  heartbeatTimeout: '5s',
  // A tracker that is away over a weekend still gets its tickets.
  scheduleToCloseTimeout: '3d',
  // What a call made whose answer was lost shows in Jira's search after minutes, and it is looked for before the next.
  retry: { initialInterval: '2m', backoffCoefficient: 2, maximumInterval: '10m' },
});
const { settleTicket } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30d',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** Pushes an action item into a bug tracker, once, and tells who asked where it took longer than they wait. */
export async function ticket(order: TicketOrder): Promise<TicketOutcome> {
  const id = actionId(order);
  const outcome = await made(order, `${id}: into ${order.tracker}/${order.place}`);
  const late = Date.now() > (order.awaitedUntil ?? order.asked.at + TOLD_AT_ONCE_MS);
  const deliveries = await settleTicket.executeWithOptions(
    { summary: `${id}: write down what became of it` },
    [{ order, outcome, late }],
  );
  await reach(id, 'tell of the ticket', deliveries);
  return outcome;
}

async function made(order: TicketOrder, summary: string): Promise<TicketOutcome> {
  try {
    return { issue: await makeTicket.executeWithOptions({ summary }, [order]) };
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    const { type, message } = cause instanceof ApplicationFailure ? cause : {};
    return {
      failure: {
        code: type ?? 'unexpected',
        message: message ?? `The bug tracker could not be reached for days: check trackers.${order.tracker}.`,
      },
    };
  }
}
