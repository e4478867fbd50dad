import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Redact } from '../src/access/redact.ts';
import type { Aftermath, Origin } from '../src/inbox/aftermath.ts';
import { cut } from '../src/inbox/line.ts';
import type { AftermathStore } from '../src/mongo/aftermath-store.ts';
import { aftermathOf, untold } from '../src/tracker/development-aftermath.ts';
import type { Development, DevelopmentItem, Pushed } from '../src/tracker/development.ts';
import { TrackerError } from '../src/tracker/error.ts';
import { asFailure } from './failure.ts';
import { whileHeartbeating } from './heartbeat.ts';
import type { Logger } from './logger.ts';

/** What is to be told to which bug tracker. */
export interface DevelopmentWish {
  readonly tenant: string;
  readonly tracker: string;
  readonly items: readonly DevelopmentItem[];
  /** The delivery that is to say what came of it. */
  readonly from?: Origin;
}

export interface DevelopmentActivities {
  /**
   * Tells a bug tracker what git servers have, and notes at the delivery what came of it. Done twice it has no second
   * effect: the tracker keeps the newest of each.
   * @throws ApplicationFailure with the tracker's code as its type.
   */
  pushDevelopment(wish: DevelopmentWish): Promise<Pushed>;
}

/** When something is tried again that an operator must put right first, in milliseconds. */
const MENDED_MS = 10 * 60_000;

export function createDevelopmentActivities(deps: {
  /** @returns undefined where the tracker is to be told nothing any more. @throws TrackerError `tracker_not_found`. */
  readonly development: (tenant: string, tracker: string) => Development | undefined;
  readonly aftermath: Pick<AftermathStore, 'note'>;
  readonly redact: Redact;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Logger;
}): DevelopmentActivities {
  /** Until when a tracker wants to be left alone, by tenant and tracker: whoever comes meanwhile does not even ask. */
  const waits = new Map<string, number>();

  async function push(wish: DevelopmentWish, items: readonly DevelopmentItem[]): Promise<Pushed> {
    const { tenant, tracker } = wish;
    const development = deps.development(tenant, tracker);
    if (!development) return { accepted: 0, refused: [], unknownIssues: [] };
    try {
      return await development.push(items, { signal: Context.current().cancellationSignal });
    } catch (error) {
      if (!(error instanceof TrackerError)) throw error;
      const { code, message } = error;
      // One that Jira does not understand must not keep the others away.
      if ((code === 'too_large' || code === 'ticket_rejected') && items.length > 1) {
        const half = Math.ceil(items.length / 2);
        const parts = [await push(wish, items.slice(0, half)), await push(wish, items.slice(half))];
        return {
          accepted: parts.reduce((sum, { accepted }) => sum + accepted, 0),
          refused: parts.flatMap(({ refused }) => refused),
          unknownIssues: [...new Set(parts.flatMap(({ unknownIssues }) => unknownIssues))],
        };
      }
      if (code !== 'too_large' && code !== 'ticket_rejected') throw error;
      return { accepted: 0, refused: items.map(({ id }) => ({ id, reason: message })), unknownIssues: [] };
    }
  }

  async function note({ tenant, tracker, items, from }: DevelopmentWish, what: Aftermath): Promise<void> {
    if (!from) return;
    const part = createHash('sha256')
      .update(JSON.stringify([tracker, items]))
      .digest('hex')
      .slice(0, 32);
    await deps.aftermath.note(tenant, from, part, what);
  }

  return {
    pushDevelopment: (wish) =>
      whileHeartbeating(deps.now, async () => {
        const { tenant, tracker, items } = wish;
        const place = `${tenant}:${tracker}`;
        const waitMs = (waits.get(place) ?? 0) - deps.now();
        if (waitMs > 0) {
          const message = `trackers.${tracker} asked to be left alone.`;
          throw ApplicationFailure.create({ message, type: 'rate_limited', nextRetryDelay: waitMs });
        }
        try {
          const pushed = await push(wish, items);
          if (pushed.refused.length > 0)
            deps.log.warn(
              { tracker, refused: pushed.refused },
              'a bug tracker refuses development information',
            );
          await note(
            wish,
            aftermathOf(tracker, items, pushed, {
              isAgain: wish.from?.again !== undefined,
              redact: (text) => deps.redact(text, tenant),
            }),
          );
          return pushed;
        } catch (error) {
          if (error instanceof TrackerError && error.retryAfterMs !== undefined)
            waits.set(place, deps.now() + error.retryAfterMs);
          const { failure } = asFailure(error);
          const reason = cut(deps.redact(failure.message, tenant));
          // What keeps it from being noted must not hide why it was not told.
          if (error instanceof TrackerError) await note(wish, untold(tracker, reason)).catch(() => undefined);
          if (!failure.nonRetryable) throw failure;
          const { message, type } = failure;
          // Nobody would ask for it again: it waits until the configuration is put right.
          throw ApplicationFailure.create({ message, ...(type && { type }), nextRetryDelay: MENDED_MS });
        }
      }),
  };
}
