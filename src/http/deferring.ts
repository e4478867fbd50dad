import type { Logger } from 'pino';
import type { Redact } from '../access/redact.ts';
import type { Answer, Deferral, HttpAnswer, InboundAdapter } from '../chat/inbound.ts';
import type { Afterwards } from './afterwards.ts';
import { isAway } from './errors.ts';
import { interrupted, notTaken } from './not-taken.ts';
import { DEFERRED_MS, PART, type Patience } from './patience.ts';
import type { HeldWords } from './replies.ts';
import { privately, reply, type Spoken } from './reply-to.ts';
import type { Doing } from './understanding.ts';

export interface DeferringDependencies {
  /** Asked before a platform is told that an answer follows. */
  readonly held: HeldWords;
  readonly afterwards: Afterwards;
  readonly redact: Redact;
}

/** What was answered, once it is known. */
export interface Said {
  answer?: Answer;
}

/** What somebody did that is worked on. */
export interface Asked {
  readonly tenant: string;
  readonly adapter: InboundAdapter;
  readonly inbound: Doing;
  readonly deferral: Deferral;
  readonly working: Promise<HttpAnswer>;
  readonly said: Said;
  /** Sends an answer as a message of its own. Does not reject. */
  readonly apart: (answer: Spoken) => Promise<void>;
}

/** @returns what the platform is answered at once; undefined when there is nothing to defer, or nothing holds the word for it. */
export type Defer = (asked: Asked, patience: Patience, log: Logger) => Promise<HttpAnswer | undefined>;

/**
 * Answers later what takes longer than a platform waits. Before it promises an answer, a word is left with Temporal: it
 * tells who waits that they were forgotten, if no process lives to give the answer and take the word back.
 */
export function createDeferring({ held, afterwards, redact }: DeferringDependencies): Defer {
  function forgotten({ tenant, inbound }: Asked): Spoken {
    const what = inbound.kind === 'command' ? redact(inbound.text, tenant).slice(0, 200) : undefined;
    return privately(interrupted(what));
  }

  async function isHeld(asked: Asked, patience: Patience, log: Logger): Promise<boolean> {
    const { tenant, adapter, inbound } = asked;
    const { key, ...word } = reply(tenant, adapter.instance, inbound, forgotten(asked));
    try {
      await held.hold(inbound.deliveryId, { ...word, key: `${key}:held` }, patience);
      return true;
    } catch (error) {
      log.warn({ err: error }, 'an answer that takes long could not be deferred');
      // It may have arrived all the same.
      takeBack(asked, log);
      return false;
    }
  }

  function takeBack({ tenant, adapter: { instance }, inbound }: Asked, log: Logger): void {
    afterwards.add(held.takeBack(inbound.deliveryId, { tenant, instance }), (error) => {
      log.warn({ err: error }, 'somebody who was answered is told that they were not: look at Temporal');
    });
  }

  /** Gives the answer, or says that it failed. */
  async function followUp(asked: Asked, log: Logger): Promise<void> {
    const { adapter, inbound, deferral, working, said, apart } = asked;
    const http = await working.catch((error: unknown) => {
      const away = isAway(error);
      log[away ? 'warn' : 'error']({ err: error }, 'what was deferred failed');
      said.answer = away ? privately(notTaken(error)) : forgotten(asked);
      return adapter.respond(inbound, said.answer).http;
    });
    try {
      await deferral.follow(http);
    } catch (error) {
      log.warn({ err: error }, 'a deferred answer could not be given as one');
      // Where nothing else was said that could be sent as a message, the word that is held is true of it.
      if (said.answer?.kind !== 'message') return;
      await apart(said.answer);
    }
    takeBack(asked, log);
  }

  return async (asked, patience, log) => {
    const ended = asked.working.then(
      () => true,
      () => true,
    );
    const isDone = await patience.wait(ended, '', PART.undeferred).catch(() => false);
    if (isDone || !(await isHeld(asked, patience, log))) return undefined;
    patience.extend(DEFERRED_MS);
    log.info({ kind: asked.inbound.kind }, 'a delivery is answered later');
    afterwards.add(followUp(asked, log), (error) => {
      log.error({ err: error }, 'somebody could not be told what became of what they did');
    });
    return asked.deferral.http;
  };
}
