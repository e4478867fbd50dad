import { setTimeout } from 'node:timers/promises';
import { cancellationSignal } from '@temporalio/activity';
import { integrationId, type IntegrationRef } from '../src/inbox/batch.ts';
import { keysOf } from '../src/inbox/key.ts';
import type { InboxStore } from '../src/mongo/inbox-store.ts';
import type { RevisedStore } from '../src/mongo/revised-store.ts';
import { SenderError, type Attempts } from '../src/redelivery/attempts.ts';
import {
  asking,
  came,
  dueOf,
  giveUp,
  isFull,
  nothingKnown,
  progressOf,
  Scan,
  tidy,
  type RedeliveryState,
} from '../src/redelivery/missed.ts';
import { whileHeartbeating, type GivenUp } from './heartbeat.ts';
import type { Logger } from './logger.ts';

export interface RedeliveryActivities {
  /** @returns the integrations whose senders are to be asked for what they could not deliver. */
  integrationsThatMiss(): Promise<readonly IntegrationRef[]>;
  /**
   * Asks the sender of an integration what it could not deliver, and to deliver it again; unless it was asked a moment
   * ago, or wants to be left alone. What it refuses is noted. @returns what was done, in one line.
   */
  redeliverMissed(ref: IntegrationRef): Promise<string>;
}

export interface RedeliveryDependencies {
  /** Integrations with settings for it. */
  readonly configured: () => readonly IntegrationRef[];
  /** @returns undefined when the configuration has no such integration, or nothing to ask it with. */
  readonly attempts: (ref: IntegrationRef) => Attempts | undefined;
  /** By integration. */
  readonly store: RevisedStore<RedeliveryState>;
  readonly inbox: Pick<InboxStore, 'find'>;
  /** How long is waited between two requests that change something, in milliseconds. */
  readonly pauseMs?: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Logger;
}

/** Pages of tries that one look goes through of one webhook; the next look goes on. */
const PAGES = 30;
/** Deliveries that one look asks for. */
const ASKED_AT_ONCE = 60;
/** GitHub asks for at least a second between requests that change something. Source: "Best practices for using the REST API". */
const PAUSE_MS = 1_000;
/** A schedule comes a little early or late, in milliseconds. */
const EARLY_MS = 10_000;

export function createRedeliveryActivities(deps: RedeliveryDependencies): RedeliveryActivities {
  const { store, now, log, pauseMs = PAUSE_MS } = deps;

  async function look(ref: IntegrationRef, attempts: Attempts, givenUp: GivenUp): Promise<string> {
    const known = await store.find(integrationId(ref));
    const state = known?.state ?? nothingKnown();
    let revision = known?.revision;
    const { lookedAt = -Infinity, restUntil = 0 } = state;
    if (now() < restUntil) return 'the sender wants to be left alone';
    if (now() < lookedAt + attempts.everyMs - EARLY_MS) return 'it was asked a moment ago';
    const keep = async (): Promise<void> => {
      if (givenUp()) throw new Error('this attempt was given up');
      revision = await store.save(integrationId(ref), state, revision);
      if (revision === undefined) throw new Error('somebody else has asked the same sender');
    };
    const signal = cancellationSignal();
    const before = state.counts.asked;
    /** @returns whether the sender may be asked for more. */
    const noteProblem = (hook: string, error: unknown): boolean => {
      if (!(error instanceof SenderError)) throw error;
      const progress = progressOf(state, hook, now());
      if (progress.problem !== error.message)
        log.warn({ integration: ref.integration, hook }, `missed deliveries: ${error.message}`);
      state.hooks[hook] = { ...progress, problem: error.message };
      if (error.restMs === undefined) return true;
      state.restUntil = now() + error.restMs;
      return false;
    };

    const asked: string[] = [];
    let mayAsk = true;
    for (const hook of attempts.hooks) {
      if (!mayAsk) break;
      try {
        await scan(state, attempts, hook, signal);
        asked.push(hook);
      } catch (error) {
        mayAsk = noteProblem(hook, error);
      }
    }
    for (const [delivery, { state: stands }] of Object.entries(state.missed))
      if (stands === 'waiting' && (await isKept(ref, delivery))) came(state, delivery);
    tidy(state, now());
    state.lookedAt = now();
    await keep();
    const due = dueOf(state, now()).filter(([, { hook }]) => asked.includes(hook));
    for (const [delivery, { hook, attempt }] of mayAsk ? due.slice(0, ASKED_AT_ONCE) : []) {
      // Noted before it is done: a crash between costs a try, and no more than that.
      asking(state, delivery, now());
      await keep();
      try {
        await attempts.again(hook, attempt, { signal });
      } catch (error) {
        if (error instanceof SenderError && error.isGone) giveUp(state, delivery);
        else {
          noteProblem(hook, error);
          break;
        }
      }
      await setTimeout(pauseMs, undefined, { signal });
    }
    await keep();
    const waiting = Object.values(state.missed).filter((one) => one.state === 'waiting').length;
    return `${waiting} missed, ${state.counts.asked - before} asked for again`;
  }

  async function scan(
    state: RedeliveryState,
    attempts: Attempts,
    hook: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (isFull(state)) return;
    const looking = new Scan(state, hook, now());
    for (let pages = 0; pages < PAGES; pages++) {
      const page = await attempts.page(hook, looking.cursor, { signal });
      if (!looking.take(page, now())) return;
    }
  }

  /** A sender may not have heard that what it sent was taken. */
  async function isKept(ref: IntegrationRef, delivery: string): Promise<boolean> {
    const { key } = keysOf(delivery, '', 0);
    return (await deps.inbox.find(ref, key)) !== undefined;
  }

  return {
    integrationsThatMiss: () => Promise.resolve(deps.configured()),

    redeliverMissed: (ref) =>
      whileHeartbeating(now, async (givenUp) => {
        const attempts = deps.attempts(ref);
        return attempts ? look(ref, attempts, givenUp) : 'this worker has no settings for it';
      }),
  };
}
