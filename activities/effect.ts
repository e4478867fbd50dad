import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { Turn, Urgency } from '../src/chat/lane.ts';
import type { Ledger, LedgerEntry, LedgerPlan } from '../src/chat/ledger.ts';
import type { ChatError } from '../src/chat/error.ts';
import type { MessageRef } from '../src/chat/message.ts';
import { asFailure } from './failure.ts';
import { whileHeartbeating, type GivenUp } from './heartbeat.ts';
import type { Provider } from '../src/chat/provider.ts';
import type { Logger } from './logger.ts';
import { UNSTATED_REFUSAL_MS, type Asking, type Pace } from './pace.ts';

/** Something done outside once: what it is, how it is done, and how to tell whether it was done already. */
export interface Effect<R extends MessageRef | undefined> {
  readonly plan: LedgerPlan;
  /** How urgent it is where the platform's limits do not leave room for everything. */
  readonly urgency: Urgency;
  /** What an earlier activity was given, which waited. */
  readonly turn?: Turn | undefined;
  /** On which of the platform's limits it draws. */
  lanes(): ReturnType<Provider['lanes']>;
  /** Asked before all else. @throws when it is not to be done, or that cannot be told. */
  ready?(): Promise<void>;
  /** @param since when an earlier attempt of unknown outcome began, epoch milliseconds; undefined when there was none. */
  act(since: number | undefined): Promise<R>;
  /**
   * Looks for the effect of an earlier attempt whose outcome is unknown.
   * @param since epoch milliseconds of the first attempt.
   * @returns undefined when there is none.
   */
  find?(since: number): Promise<R | undefined>;
  /**
   * Is it better done late than twice? Then nothing is tried while the ledger cannot be reached, nor what cannot be looked
   * up first, and what may have been done once is looked up before every attempt.
   */
  readonly once?: true;
}

export type Effects = <R extends MessageRef | undefined>(effect: Effect<R>) => Promise<R>;

/**
 * Does things outside once, with the ledger as memory. A ledger that cannot be reached keeps nothing from being sent:
 * a page is worth more than its entry, and a second attempt then asks the platform itself.
 * What the platform's limits leave no room for is not tried: it is no attempt, and the ledger does not hear of it.
 * @param now epoch milliseconds.
 * @param count told of every attempt's outcome: `sent`, or the failure's code.
 */
export function createEffects(
  ledger: Ledger,
  log: Logger,
  now: () => number,
  { pace, count }: { readonly pace: Pace; readonly count: (instance: string, outcome: string) => void },
): Effects {
  return (effect) => whileHeartbeating(now, (givenUp) => once(effect, givenUp));

  async function once<R extends MessageRef | undefined>(effect: Effect<R>, givenUp: GivenUp): Promise<R> {
    const { plan } = effect;
    await effect.ready?.();
    const asking = await askingOf(effect).catch((error: unknown) => ({ error }));
    if ('error' in asking) return unattempted(plan, asking.error);
    await pace.await(asking);
    const before = await planned(plan, effect.once);
    if (before?.status === 'sent') return before.ref as R;
    const since = before && before.status !== 'failed' ? before.plannedAt : undefined;
    const earlier = since === undefined ? undefined : await found(effect, since);
    if (earlier) {
      await write(plan, () => ledger.sent(plan.key, earlier, now()));
      return earlier;
    }
    if (Context.current().cancellationSignal.aborted) throw new CancelledFailure('no longer wanted');
    if (givenUp()) throw stalled(plan);
    const doubted = effect.once && since !== undefined;
    const result = await effect.act(since).catch(fail(plan, asking, doubted));
    count(plan.instance, 'sent');
    await write(plan, () => ledger.sent(plan.key, result, now()));
    return result;
  }

  /** What cannot even be tried, such as by an instance that is gone. What was done before stays done, or unknown. */
  async function unattempted<R extends MessageRef | undefined>(plan: LedgerPlan, error: unknown): Promise<R> {
    const before = await planned(plan);
    if (before?.status === 'sent') return before.ref as R;
    const { failure, code } = asFailure(error);
    count(plan.instance, code);
    if (!before || before.status === 'failed')
      await write(plan, () => ledger.failed(plan.key, code, failure.message, now()));
    throw failure;
  }

  /** Leaves the ledger alone: by now it may be another attempt's. */
  function stalled({ key }: LedgerPlan): ApplicationFailure {
    const message =
      'This worker stood still for longer than the heartbeat time-out: Temporal has given the attempt up, and nothing is sent by it. Look whether the machine was suspended or short of memory or processor time.';
    log.warn({ key }, message);
    return ApplicationFailure.create({ message, type: 'worker_stalled' });
  }

  /** @returns what the earlier attempts came to; uncertain when the ledger was away at one of them. */
  async function planned(plan: LedgerPlan, once = false): Promise<LedgerEntry | undefined> {
    const { attempt, scheduledTimestampMs } = Context.current().info;
    const known = await ledger.plan(plan, now()).catch((error: unknown) => {
      if (once) throw error;
      log.warn({ key: plan.key, err: error }, 'the ledger cannot be reached; sending all the same');
      return undefined;
    });
    const attempts = known?.attempts ?? 0;
    if (known?.status === 'sent' || attempts >= attempt - 1) return known;
    const plannedAt = Math.min(known?.plannedAt ?? Infinity, scheduledTimestampMs);
    return { ...plan, status: 'uncertain', attempts: attempt - 1, plannedAt };
  }

  async function found<R extends MessageRef | undefined>(
    effect: Effect<R>,
    since: number,
  ): Promise<R | undefined> {
    try {
      return await effect.find?.(since);
    } catch (error) {
      const { plan } = effect;
      const { failure, code } = asFailure(error);
      if (!failure.nonRetryable || effect.once) return fail(plan)(error);
      // What cannot be looked up now or later must be sent: twice is better than never.
      log.warn(
        { key: plan.key, code, err: error },
        'the platform cannot be searched; sending, perhaps again',
      );
      return undefined;
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

  /**
   * @param asking what the attempt drew on; none when it has not begun, so that its outcome stays what it was.
   * @param doubted whether an earlier attempt may have done it, and is to be looked for again.
   */
  function fail(plan: LedgerPlan, asking?: Asking, doubted = false) {
    return async (error: unknown): Promise<never> => {
      const { failure, code, unknown } = asFailure(error);
      count(plan.instance, code);
      const cancelled = Context.current().cancellationSignal.aborted;
      if (!asking) throw cancelled ? new CancelledFailure('no longer wanted') : failure;
      if (unknown || doubted) await write(plan, () => ledger.uncertain(plan.key, failure.message, now()));
      else await write(plan, () => ledger.failed(plan.key, code, failure.message, now()));
      if (code === 'rate_limited') {
        await pace.refused(asking, (error as ChatError).retryAfterMs ?? UNSTATED_REFUSAL_MS);
      }
      throw cancelled ? new CancelledFailure('no longer wanted') : failure;
    };
  }
}

async function askingOf({ plan, urgency, turn, ...effect }: Effect<MessageRef | undefined>): Promise<Asking> {
  const { tenant, instance } = plan;
  return { owner: { tenant, instance }, lanes: await effect.lanes(), urgency, turn };
}
