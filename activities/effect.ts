import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { Ledger, LedgerEntry, LedgerPlan } from '../src/chat/ledger.ts';
import type { MessageRef } from '../src/chat/message.ts';
import { asFailure } from './failure.ts';
import { whileHeartbeating } from './heartbeat.ts';
import type { Logger } from './logger.ts';

/** Something done outside once: what it is, how it is done, and how to tell whether it was done already. */
export interface Effect<R extends MessageRef | undefined> {
  readonly plan: LedgerPlan;
  act(): Promise<R>;
  /**
   * Looks for the effect of an earlier attempt whose outcome is unknown.
   * @param since epoch milliseconds of the first attempt.
   */
  find?(since: number): Promise<R>;
}

export type Effects = <R extends MessageRef | undefined>(effect: Effect<R>) => Promise<R>;

/**
 * Does things outside once, with the ledger as memory. A ledger that cannot be reached keeps nothing from being sent:
 * a page is worth more than its entry, and a second attempt then asks the platform itself.
 * @param now epoch milliseconds.
 * @param count told of every attempt's outcome: `sent`, or the failure's code.
 */
export function createEffects(
  ledger: Ledger,
  log: Logger,
  now: () => number,
  count: (instance: string, outcome: string) => void,
): Effects {
  return (effect) => whileHeartbeating(() => once(effect));

  async function once<R extends MessageRef | undefined>(effect: Effect<R>): Promise<R> {
    const { plan } = effect;
    const before = await planned(plan);
    if (before?.status === 'sent') return before.ref as R;
    if (effect.find && before && before.status !== 'failed') {
      const earlier = await effect.find(before.plannedAt).catch(fail(plan, 'failed'));
      if (earlier) {
        await write(plan, () => ledger.sent(plan.key, earlier, now()));
        return earlier;
      }
    }
    const result = await effect.act().catch(fail(plan));
    count(plan.instance, 'sent');
    await write(plan, () => ledger.sent(plan.key, result, now()));
    return result;
  }

  async function planned(plan: LedgerPlan): Promise<LedgerEntry | undefined> {
    try {
      return await ledger.plan(plan, now());
    } catch (error) {
      log.warn({ key: plan.key, err: error }, 'the ledger cannot be reached; sending all the same');
      const { attempt } = Context.current().info;
      if (attempt === 1) return undefined;
      const plannedAt = Context.current().info.scheduledTimestampMs;
      return { ...plan, status: 'uncertain', attempts: attempt - 1, plannedAt };
    }
  }

  async function write(plan: LedgerPlan, settle: () => Promise<void>): Promise<void> {
    await settle().catch((error: unknown) => {
      log.warn(
        { key: plan.key, err: error },
        'the ledger cannot be reached; the outcome stands in the history alone',
      );
    });
  }

  function fail(plan: LedgerPlan, status?: 'failed') {
    return async (error: unknown): Promise<never> => {
      const { failure, code, unknown } = asFailure(error);
      count(plan.instance, code);
      const cancelled = Context.current().cancellationSignal.aborted;
      if (unknown && status !== 'failed')
        await write(plan, () => ledger.uncertain(plan.key, failure.message, now()));
      else if (status !== 'failed')
        await write(plan, () => ledger.failed(plan.key, code, failure.message, now()));
      throw cancelled ? new CancelledFailure('no longer wanted') : failure;
    };
  }
}
