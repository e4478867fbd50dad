import { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { AHEAD_MS, LEAD_MS, type Lane, type Turn, type Urgency } from '../src/chat/lane.ts';
import { PACED, type LaneAnswer, type LaneOwner, type Lanes, type Paced } from '../src/chat/pacing.ts';
import type { Logger } from './logger.ts';

/** What wants to go out, and which limits it draws on. */
export interface Asking {
  readonly owner: LaneOwner;
  readonly lanes: readonly Lane[];
  readonly urgency: Urgency;
  readonly turn?: Turn | undefined;
}

/** Keeps what is sent within the platforms' limits before they have to refuse it. */
export interface Pace {
  /**
   * Resolves when it may go out.
   * @throws ApplicationFailure `paced`, with {@link Paced} as its detail, when that is not within seconds.
   */
  await(asking: Asking): Promise<void>;
  /** Lets nobody else go out on these lanes, because the platform refused. @param ms for how long. */
  refused(asking: Asking, ms: number): Promise<void>;
  /** Gives up a turn for which nobody will come. */
  leave(owner: LaneOwner, turn: Turn): Promise<void>;
}

/** How long a turn is waited for by an attempt itself, in milliseconds: asking Temporal for so little costs more. */
const IN_PERSON_MS = 2 * AHEAD_MS;
/** How long the lanes may be silent, in milliseconds: what is sent too fast is refused, which costs less. */
const SILENCE_MS = 3_000;
/** How long lanes that could not be reached are not asked again, in milliseconds. */
const AWAY_MS = 5_000;
/** How long the platform is left alone that asks to wait without saying how long, in milliseconds. */
export const UNSTATED_REFUSAL_MS = 1_000;
/** After how many milliseconds to ask again at the latest, because those in front may have given up. */
const RECHECK_MS: Readonly<Record<Urgency, number>> = { page: 20_000, news: 60_000, quiet: 120_000 };

/**
 * @param now epoch milliseconds.
 * @param waited told of every wait, in milliseconds.
 */
export function createPace(
  lanes: Lanes,
  log: Logger,
  now: () => number,
  waited: (instance: string, urgency: Urgency, ms: number) => void,
): Pace {
  let awayUntil = -Infinity;

  /** Asks the lanes. @returns undefined when they cannot be reached: then things go out as if there were none. */
  async function reach<R>(ask: () => Promise<R>): Promise<R | undefined> {
    if (now() < awayUntil) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer')), SILENCE_MS);
    });
    try {
      return await Promise.race([ask(), silence]);
    } catch (error) {
      awayUntil = now() + AWAY_MS;
      log.warn(
        { err: error },
        'the store cannot be asked for room in the platforms’ limits; sending all the same',
      );
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  function paced(
    { owner, urgency }: Asking,
    { turn, waitMs }: LaneAnswer & { kind: 'wait' },
    passed: readonly string[],
  ): ApplicationFailure {
    const until = Math.min(waitMs - LEAD_MS, RECHECK_MS[urgency]);
    const reason = `${owner.instance}: the platform's limit on ${turn.lane} leaves room in ${Math.ceil(waitMs / 1_000)} s`;
    const detail: Paced = {
      turn: { ...turn, ...(passed.length > 0 && { passed }) },
      waitMs: Math.max(0, until),
      turnMs: waitMs,
      reason,
    };
    return ApplicationFailure.create({
      message: reason,
      type: PACED,
      nonRetryable: true,
      category: ApplicationFailureCategory.BENIGN,
      details: [detail],
    });
  }

  return {
    async await(asking) {
      const { owner, urgency } = asking;
      let at = -Infinity;
      const passed: string[] = [];
      // The narrowest first: what waits there has taken nothing of the others.
      const lanesToPass = asking.lanes.toSorted((one, other) => other.everyMs - one.everyMs);
      for (const lane of lanesToPass) {
        const deadline = now() + IN_PERSON_MS;
        let turn = turnAt(lane, asking.turn);
        for (;;) {
          const answer = await reach(() => lanes.ask(owner, lane, { urgency, turn, now: now() }));
          if (!answer) return;
          if (answer.kind === 'go') {
            at = Math.max(at, answer.at);
            passed.push(lane.name);
            break;
          }
          waited(owner.instance, urgency, answer.waitMs);
          if (now() + answer.waitMs > deadline) throw paced(asking, answer, passed);
          ({ turn } = answer);
          await pause(Math.max(1, answer.waitMs));
        }
      }
      const ms = at - now();
      if (ms <= 0) return;
      waited(owner.instance, urgency, ms);
      await pause(ms);
    },
    async refused({ owner, lanes: drawnOn }, ms) {
      const until = now() + ms;
      await reach(() => Promise.all(drawnOn.map((lane) => lanes.shut(owner, lane, until, now()))));
    },
    async leave(owner, turn) {
      await reach(() => lanes.leave(owner, turn));
    },
  };
}

/** @returns the place in a lane's queue of what comes again; at its very front where it has been let through before. */
function turnAt({ name, everyMs }: Lane, turn: Turn | undefined): Turn | undefined {
  if (turn?.lane === name) return turn;
  return turn?.passed?.includes(name) ? { ...turn, lane: name, everyMs, at: 0, shift: 0 } : undefined;
}

/** Waits, unless the activity is cancelled. @param ms milliseconds. */
async function pause(ms: number): Promise<void> {
  const { cancellationSignal } = Context.current();
  const cancelled = (): CancelledFailure => new CancelledFailure('no longer wanted');
  if (cancellationSignal.aborted) throw cancelled();
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(end, ms);
    function end(): void {
      clearTimeout(timer);
      cancellationSignal.removeEventListener('abort', end);
      if (cancellationSignal.aborted) reject(cancelled());
      else resolve();
    }
    cancellationSignal.addEventListener('abort', end);
  });
}
