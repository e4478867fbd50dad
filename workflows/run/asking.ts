import { condition, log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { RunShown } from '../../activities/run-showing.ts';
import type { Account } from '../../src/access/account.ts';
import { isOver, type Run, type RunOrder } from '../../src/action/run.ts';
import type { Turn } from '../../src/chat/lane.ts';
import type { MessageRef } from '../../src/chat/message.ts';
import { room } from '../paced.ts';
import { pared } from './paring.ts';

const { approverAccounts } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});
const { askApprover } = proxyActivities<Activities>({
  startToCloseTimeout: '40s',
  heartbeatTimeout: '5s',
  // What is asked later is asked by the card, and a decision stands there as well.
  scheduleToCloseTimeout: '30m',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '5m' },
});
/** Bytes of what is passed on to each: a card shows little of it, and a few are asked at once. */
const PASSED_ON = 60_000;
/** How long a message waits for room in a platform's limits, in milliseconds. */
const PATIENCE_MS = 30 * 60_000;

/**
 * Asks those who may approve a run by direct messages, and brings each to what was decided and to how that ended.
 * @returns when it is over and they know. Never rejects.
 */
export async function askApprovers(order: RunOrder, state: () => Run): Promise<void> {
  const { id } = order;
  try {
    const accounts = await approverAccounts.executeWithOptions({ summary: `${id}: who may approve it` }, [
      order,
    ]);
    const { parameters: _, ...told } = order;
    await Promise.all(accounts.map((account) => ask(told, account, state)));
  } catch (error) {
    log.warn('nobody could be asked directly to approve a run', { id, error });
  }
}

/** Brings what approvers were asked directly to how a run ended whose workflow did not live to do so. Never rejects. */
export async function tellApprovers(order: RunShown['order'], run: Run): Promise<void> {
  const { id } = run;
  try {
    const accounts = await approverAccounts.executeWithOptions(
      { summary: `${id}: who was asked to approve it` },
      [{ ...order, parameters: run.parameters }],
    );
    await Promise.all(
      accounts.map(async (account) => {
        // By the ledger this finds what was sent, and sends nothing where something was.
        const posted = await shown(order, account, () => run);
        if (posted) await shown(order, account, () => run, posted);
      }),
    );
  } catch (error) {
    log.warn('who was asked to approve a run does not hear directly that it is over', { id, error });
  }
}

async function ask(order: RunShown['order'], account: Account, state: () => Run): Promise<void> {
  const isDecided = (): boolean => state().status !== 'awaiting_approval';
  if (isDecided()) return;
  const posted = await shown(order, account, state);
  if (!posted) return;
  await condition(isDecided);
  const isShownOver = isOver(state());
  await shown(order, account, state, posted);
  if (isShownOver) return;
  // What is said to run would be said so for ever.
  await condition(() => isOver(state()));
  await shown(order, account, state, posted);
}

/** @returns where the message stands; undefined when it could not be sent, or changed. */
async function shown(
  order: RunShown['order'],
  account: Account,
  state: () => Run,
  posted?: MessageRef,
): Promise<MessageRef | undefined> {
  const { id, tenant } = order;
  const { instance, user } = account;
  const summary = `${id}: ${posted ? 'show what was decided to' : 'ask'} ${instance}/@${user}`;
  try {
    for (let turn: Turn | undefined; ;) {
      try {
        const asked = {
          ...pared({ order, run: state() }, PASSED_ON),
          account,
          ...(posted && { posted }),
          ...(turn && { turn }),
        };
        return await askApprover.executeWithOptions({ summary }, [asked]);
      } catch (error) {
        turn = await room(error, { tenant, instance }, { summary, patienceMs: PATIENCE_MS });
      }
    }
  } catch (error) {
    log.warn('somebody could not be asked directly to approve a run', { id, instance, error });
    return undefined;
  }
}
