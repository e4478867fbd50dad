import { ApplicationFailure } from '@temporalio/common';
import { NOT_CONFIGURED } from '../src/chat/instance-status.ts';
import type { AgainPlace } from '../src/inbox/again.ts';
import type { BatchRef, IntegrationRef } from '../src/inbox/batch.ts';
import type { Delivery } from '../src/inbox/delivery.ts';
import type { DeliveryState } from '../src/inbox/kept.ts';
import { lineOf } from '../src/inbox/line.ts';
import type { Intake } from '../src/inbox/source.ts';
import type { InboxAgainStore } from '../src/mongo/inbox-again-store.ts';
import type { InboxBatchStore } from '../src/mongo/inbox-batch-store.ts';
import type { InboxHead } from '../src/mongo/inbox-head.ts';
import type { InboxStore } from '../src/mongo/inbox-store.ts';
import { whileHeartbeating, type GivenUp } from './heartbeat.ts';
import { readAndHandOn, type ReadingDependencies } from './reading.ts';
import { count, Slice, textOf, type Trouble } from './slice.ts';
import { Stretch } from './stretch.ts';
import { TakingIn, withoutProgress } from './taking-in.ts';

/** What one round of working off came to. */
export interface TakenIn {
  readonly taken: number;
  /** Whether more is there. */
  readonly more: boolean;
  /** How many came to which state: `12 processed, 1 duplicate`. */
  readonly text: string;
}

export interface IntakeActivities {
  /**
   * Works off some of what is stored of an integration, in its order. A delivery that cannot be taken is tried again some
   * times by the attempts of this, then marked and passed by.
   * @throws ApplicationFailure NOT_CONFIGURED on a worker whose configuration lacks the integration; another may have it.
   */
  takeIn(ref: IntegrationRef): Promise<TakenIn>;
  /**
   * Reads some deliveries of a list again as they are kept, and hands on what they say. One that is not kept any more is
   * passed by. @returns where the list goes on; undefined at its end.
   */
  readAgain(place: IntegrationRef & AgainPlace): Promise<AgainPlace | undefined>;
  /** Forgets what is left of a list: nobody has had its integration for long. */
  forgetAgain(place: IntegrationRef & AgainPlace): Promise<void>;
  /** Has the inboxes worked off in which something waits. @returns their names. */
  wakeIntakes(): Promise<readonly string[]>;
}

export interface IntakeDependencies extends ReadingDependencies {
  readonly batches: Pick<InboxBatchStore, 'find' | 'since' | 'delete' | 'integrations'>;
  readonly inbox: Pick<
    InboxStore,
    'head' | 'step' | 'recount' | 'leave' | 'find' | 'findMany' | 'save' | 'saveNew' | 'log' | 'standing'
  >;
  /** Lists of what is to be read again. */
  readonly again: Pick<InboxAgainStore, 'part' | 'done'>;
  /** @returns undefined when the configuration has no such integration. */
  readonly intake: (ref: IntegrationRef) => Intake | undefined;
  readonly wake: (ref: IntegrationRef) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How long one round may go on, in milliseconds: what was asked for meanwhile waits for it. */
const ROUND_MS = 4_000;
/** How long it may go on before it is noted, in milliseconds: what an attempt that dies has done is done again. */
const SLICE_MS = 4_000;
/** A lane that was not in use for so long has ended, in milliseconds. */
const LANE_MS = 86_400_000;
/** How far on it is looked in a lane that has ended. */
const GAP = 4;
/** How long a delivery that cannot be taken waits for its next try, in milliseconds; twice that after each. */
const WAIT_MS = 1_000;

/** What is worked off next: as far as what came until then, in epoch milliseconds. */
interface Next {
  readonly batch: BatchRef;
  readonly until: number;
}

export function createIntakeActivities(deps: IntakeDependencies): IntakeActivities {
  const { batches, inbox } = deps;

  function intakeOf(ref: IntegrationRef): Intake {
    const intake = deps.intake(ref);
    if (intake) return intake;
    throw ApplicationFailure.create({
      message: `the configuration of this worker has no integration ${ref.integration}`,
      type: NOT_CONFIGURED,
    });
  }

  /**
   * @returns the batch that came first of those that are next in their lanes, and when that of another lane came; lanes
   * that have ended are left.
   */
  async function nextBatch(ref: IntegrationRef, head: InboxHead): Promise<Next | undefined> {
    const lanes = Object.entries(head.lanes ?? {});
    const found = await Promise.all(
      lanes.map(async ([lane, { next, at: usedAt }]) => {
        const batch = { tenant: ref.tenant, integration: ref.integration, lane, number: next };
        const since = await batches.since(batch);
        if (since !== undefined || usedAt >= deps.now() - LANE_MS) return { batch, since };
        const late = await afterGap(batch);
        if (!late) await inbox.leave(ref, lane, usedAt);
        return late ?? { batch, since };
      }),
    );
    const [first, second] = found
      .flatMap(({ batch, since }) => (since === undefined ? [] : [{ batch, since }]))
      .sort((a, b) => a.since - b.since);
    return first && { batch: first.batch, until: second?.since ?? Infinity };
  }

  /** @returns a batch that stands a little further on: its process died while it stored several, or its journal was lost. */
  async function afterGap(gap: BatchRef): Promise<{ batch: BatchRef; since: number } | undefined> {
    for (let number = gap.number + 1; number <= gap.number + GAP; number++) {
      const since = await batches.since({ ...gap, number });
      if (since !== undefined) return { batch: { ...gap, number }, since };
    }
    return undefined;
  }

  /** @returns what is next of a lane, as much as is worked off before it is noted. */
  async function stretchOf({ batch, until }: Next, head: InboxHead): Promise<Stretch> {
    const state = head.lanes?.[batch.lane];
    // After a gap it begins with another batch.
    const stretch = new Stretch(batch, state?.next === batch.number ? state.from : 0);
    stretch.add((await batches.find(batch)) ?? []);
    for (let next = stretch.next; next; next = stretch.next) {
      const all = await batches.find(next);
      // What came before it in another lane comes before it.
      if (!all || (all[0]?.receivedAt ?? 0) > until) break;
      stretch.add(all);
    }
    return stretch;
  }

  /** Works off a part of a lane. @returns what it came to. */
  async function takeSlice(
    ref: IntegrationRef,
    intake: Intake,
    head: InboxHead,
    next: Next,
    givenUp: GivenUp,
  ): Promise<Slice> {
    const stretch = await stretchOf(next, head);
    const slice = new Slice(head);
    const until = deps.now() + SLICE_MS;
    const { taking, arrived } = await TakingIn.of(deps, ref, intake, slice, stretch.deliveries, until);
    for (const one of arrived) {
      if (givenUp()) throw new Error('this attempt was given up');
      await taking.take(one);
      if (slice.trouble || deps.now() > until) break;
    }
    await taking.flush();
    const reached = stretch.reached(slice.done);
    await saveAll(slice);
    await inbox.log(ref, slice.lines);
    const noted = await inbox.step(head, { lane: next.batch.lane, ...reached, ...slice.step() });
    if (!noted) throw new Error('somebody else has worked off the same');
    if (reached.done) await batches.delete(reached.done);
    return slice;
  }

  async function saveAll({ fresh, changed }: Slice): Promise<void> {
    try {
      await inbox.saveNew([...fresh.values()]);
    } catch {
      // Some were written by an attempt before this one.
      for (const one of fresh.values()) await inbox.save(one);
    }
    for (const one of changed.values()) await inbox.save(one);
  }

  async function takeIn(ref: IntegrationRef, givenUp: GivenUp): Promise<TakenIn> {
    const intake = intakeOf(ref);
    const until = deps.now() + ROUND_MS;
    const came = new Map<DeliveryState, number>();
    let taken = 0;
    const result = (more: boolean): TakenIn => ({ taken, more, text: textOf(came) });
    for (let head = await inbox.head(ref); head; head = await inbox.head(ref)) {
      // Noted as done, but whoever did it may have died before it was deleted.
      if (taken === 0 && head.done) await batches.delete(head.done);
      const next = await nextBatch(ref, head);
      if (!next) return result(false);
      const slice = await takeSlice(ref, intake, head, next, givenUp);
      for (const { state } of slice.lines) came.set(state, (came.get(state) ?? 0) + 1);
      taken += slice.done;
      if (slice.trouble) throw waitingFor(slice.trouble);
      if (deps.now() > until) return result(true);
    }
    return result(false);
  }

  async function readOneAgain(ref: IntegrationRef, intake: Intake, key: string): Promise<void> {
    const before = await inbox.find(ref, key);
    if (!before || before.state === 'refused' || before.state === 'waiting') return;
    const { receivedAt, headers, body } = before;
    const delivery: Delivery = {
      tenant: ref.tenant,
      integration: ref.integration,
      receivedAt,
      headers,
      body,
    };
    const times = (before.redelivered?.times ?? 0) + 1;
    const { progress, trouble } = await readAndHandOn(deps, intake, delivery, {
      key,
      tries: 0,
      isTest: before.by === 'test',
      again: times,
    });
    if (trouble && deps.isAway(trouble)) throw trouble;
    const redelivered = { times, lastAt: deps.now() };
    // Nobody waits for it: whoever asked for it sees that it failed, and may ask again.
    const state = progress.state === 'waiting' ? 'failed' : progress.state;
    const after = { ...withoutProgress(before), ...progress, state, redelivered, processedAt: deps.now() };
    await inbox.save(after);
    await inbox.log(ref, [lineOf(after)]);
    for (let head = await inbox.head(ref); head; head = await inbox.head(ref)) {
      const counts = { ...head.counts };
      count(counts, before.state, -1);
      count(counts, state, 1);
      if (await inbox.recount(head, counts)) return;
    }
  }

  return {
    takeIn: (ref) => whileHeartbeating(deps.now, (givenUp) => takeIn(ref, givenUp)),

    readAgain: ({ list, parts, part, from, ...ref }) =>
      whileHeartbeating(deps.now, async (givenUp) => {
        const intake = intakeOf(ref);
        const until = deps.now() + ROUND_MS;
        const keys = (await deps.again.part(ref, list, part)) ?? [];
        for (const [n, key] of keys.entries()) {
          if (n < from) continue;
          if (givenUp()) throw new Error('this attempt was given up');
          await readOneAgain(ref, intake, key);
          if (deps.now() > until && n + 1 < keys.length) return { list, parts, part, from: n + 1 };
        }
        await deps.again.done(ref, list, part);
        return part + 1 < parts ? { list, parts, part: part + 1, from: 0 } : undefined;
      }),

    async forgetAgain({ list, parts, part: from, ...ref }) {
      for (let part = from; part < parts; part++) await deps.again.done(ref, list, part);
    },

    async wakeIntakes() {
      const woken: string[] = [];
      for (const ref of await batches.integrations()) {
        if (!deps.intake(ref) || (await inbox.standing(ref))?.waitingSince === undefined) continue;
        await deps.wake(ref);
        woken.push(ref.integration);
      }
      return woken;
    },
  };
}

function waitingFor({ reason, tries, cause }: Trouble): ApplicationFailure {
  return ApplicationFailure.create({
    message: `a delivery waits: ${reason}`,
    nextRetryDelay: WAIT_MS * 2 ** Math.min(4, Math.max(0, tries - 1)),
    ...(cause instanceof Error && { cause }),
  });
}
