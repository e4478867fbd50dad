import {
  ApplicationFailure,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { Message } from '../../src/chat/message.ts';
import { swapOutcome, swapOver, swapQuestion, type Swap } from '../../src/chat/swap.ts';
import { dutyChangedSignal, dutyWorkflowId } from '../duty/messages.ts';
import { sendPatiently } from '../patient-send.ts';
import {
  answerUpdate,
  SWAP_REFUSED,
  swapQuery,
  swapWorkflowId,
  type SwapAnswer,
  type SwapInput,
  type SwapWay,
} from './messages.ts';

/** It has been accepted: a store that is away for a while is waited for. */
const { swapShifts, writeAudit } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Asks somebody to take a shift, and changes who is on call when they accept before it begins. */
export async function swap({ tenant, offer, ways, expiresAt }: SwapInput): Promise<Swap> {
  const { id, asker, other } = offer;
  let swapping: Swap = { offer, state: 'asked', expiresAt };
  const moved = (change: Partial<Swap>): Swap => {
    swapping = { ...swapping, ...change };
    setCurrentDetails(`**${swapping.state}**: ${asker.name} and ${other.name}`);
    return swapping;
  };
  const isOpen = (): boolean => swapping.state === 'asked';

  setHandler(swapQuery, () => swapping);
  setHandler(answerUpdate, ({ by, yes }) => moved({ by, state: yes ? 'accepted' : 'declined' }), {
    validator: (raw: unknown) => {
      const refusal = refusalOf(raw, swapping, Date.now());
      if (refusal !== undefined)
        throw ApplicationFailure.create({ message: refusal, type: SWAP_REFUSED, nonRetryable: true });
    },
  });

  /** Tells somebody by the first way that works. @returns whether they were told. */
  async function tell(to: readonly SwapWay[], what: string, message: Message): Promise<boolean> {
    for (const { instance, user } of to) {
      const key = `${swapWorkflowId(tenant, id)}:${what}:${instance}/${user}`;
      try {
        await sendPatiently({ key, tenant, instance, to: { user }, message }, what);
        return true;
      } catch (error) {
        if (isCancellation(error)) throw error;
        log.warn('somebody could not be told of a swap', { instance, what, error });
      }
    }
    return false;
  }

  const asked = await tell(ways.other, 'ask', swapQuestion(offer, expiresAt));
  // Who cannot be asked may hear of it all the same, and answer by typing.
  if (!asked && isOpen()) moved({ state: 'unreached' });
  await condition(() => !isOpen(), Math.max(1, expiresAt - Date.now()), {
    summary: 'until the shift begins',
  });
  if (isOpen()) moved({ state: 'expired' });
  if (swapping.state === 'accepted') await change();
  await writeAudit({
    tenant,
    at: Date.now(),
    person: (swapping.by ?? asker).id,
    name: (swapping.by ?? asker).name,
    via: ways.asker[0]?.instance ?? 'muster',
    action: 'swap',
    about: `${id}: ${asker.id} and ${other.id}, ${offer.gives.schedule}`,
    outcome: swapping.state === 'swapped' ? 'done' : 'refused',
    ...(swapping.state !== 'swapped' && { reason: swapping.reason ?? swapping.state }),
    deliveryId: `swap:${id}`,
  }).catch((error: unknown) => {
    log.warn('the outcome of a swap could not be audited', { error });
  });
  const message = swapOutcome(swapping);
  const told = swapping.state === 'unreached' ? [ways.asker] : [ways.asker, ways.other];
  await Promise.all(told.map((to, n) => tell(to, `outcome-${n}`, message)));
  return swapping;

  async function change(): Promise<void> {
    try {
      const outcome = await swapShifts({ tenant, offer, by: swapping.by ?? other, at: Date.now() });
      moved('refused' in outcome ? { state: 'refused', reason: outcome.refused } : { state: 'swapped' });
    } catch (error) {
      if (isCancellation(error)) throw error;
      moved({ state: 'refused', reason: 'the store did not answer within an hour' });
    }
    const schedules = new Set([offer.gives.schedule, ...(offer.takes ? [offer.takes.schedule] : [])]);
    for (const schedule of schedules) {
      // Who watches the schedule looks again by itself, only later.
      const watcher = getExternalWorkflowHandle(dutyWorkflowId({ tenant, schedule }));
      await watcher.signal(dutyChangedSignal).catch(() => undefined);
    }
  }
}

/** @returns why an answer is not taken; undefined when it is. Updates can be sent by hand. */
function refusalOf(raw: unknown, swap: Swap, now: number): string | undefined {
  const { offer, state, expiresAt } = swap;
  const { by, yes, decides } = (raw ?? {}) as Partial<SwapAnswer>;
  if (typeof by?.id !== 'string' || typeof by.name !== 'string' || typeof yes !== 'boolean')
    return 'This cannot be read: use `/im swap`.';
  if (state !== 'asked') return swapOver(swap);
  if (now >= expiresAt) return 'This offer is over: the shift has begun.';
  const own = by.id === offer.other.id || (!yes && by.id === offer.asker.id);
  return own || decides === true ? undefined : `Only ${offer.other.name} can answer that.`;
}
