import type { Logger } from 'pino';
import type { Redact } from '../access/redact.ts';
import type { Delivery } from '../chat/delivery.ts';
import type { Answer, HttpAnswer, Inbound, InboundAdapter } from '../chat/inbound.ts';
import type { Look } from '../chat/looks.ts';
import type { MessageRef } from '../chat/message.ts';
import { quotationOf } from '../chat/quoting.ts';
import { kept } from '../incident/quotation.ts';
import type { ChatDelivery, DeliveryStore, Earlier } from '../mongo/delivery-store.ts';
import type { Afterwards } from './afterwards.ts';
import { createDeferring, type Said } from './deferring.ts';
import type { Desk, Waiting } from './desk.ts';
import { isAway } from './errors.ts';
import { openForm, type OpenModal } from './form-opening.ts';
import { isGlance, type Glance } from './glances.ts';
import type { HomeReader, Homes } from './homes.ts';
import { notTaken } from './not-taken.ts';
import { asOneForm } from './one-form.ts';
import { PART, Patience } from './patience.ts';
import type { HeldWords, SendLater } from './replies.ts';
import { privately, reply, type Spoken } from './reply-to.ts';
import { STORE_SILENT } from './unavailable.ts';
import { needsNoRecords, type Doing } from './understanding.ts';

/** One provider instance's way in, and whose it is. */
export interface Entrance {
  readonly tenant: string;
  readonly adapter: InboundAdapter;
}

export interface ReceptionDependencies {
  readonly deliveries: DeliveryStore;
  readonly desk: Desk;
  readonly sendLater: SendLater;
  /** Asked before a platform is told that an answer follows. */
  readonly held: HeldWords;
  /** Sends something to a person at once, once, for as long as this process lives: when Temporal does not take it. */
  readonly tell: (delivery: Delivery) => Promise<void>;
  /** Asked where the HTTP answer cannot carry a modal. */
  readonly openModal: OpenModal;
  /** Does anything follow from it? What does not is neither stored nor answered. */
  readonly wanted: (inbound: Doing, tenant: string) => boolean;
  /** Shows what somebody looks at, by the platform's API. */
  readonly show: (instance: string, at: { user: string; message?: MessageRef }, look: Look) => Promise<void>;
  readonly homes: Pick<Homes, 'opened' | 'used' | 'follows'>;
  readonly afterwards: Afterwards;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly redact: Redact;
  readonly log: Logger;
}

/**
 * @param patience begun when the delivery came.
 * @throws what `refusalOf` makes a 503 of, when nothing is known to be done: the platform may send it again.
 */
export type Receive = (entrance: Entrance, inbound: Inbound, patience?: Patience) => Promise<HttpAnswer>;

const NOTHING: Answer = { kind: 'nothing' };
const TOO_LONG =
  'The answer took too long. Look at how busy Temporal, the document store and this server are.';

/** What somebody did, in one line for the delivery's record. */
function describe(inbound: Doing): string {
  switch (inbound.kind) {
    case 'command':
    case 'mention':
      return inbound.text;
    case 'press':
      return inbound.action;
    case 'submit':
      return inbound.modal;
    case 'shortcut':
      return inbound.shortcut;
    case 'reaction':
      return inbound.emoji;
    case 'home':
      return inbound.kind;
    case 'links':
      return inbound.links.join(' ');
    case 'suggest':
      return inbound.field;
  }
}

/**
 * Works through one verified inbound thing: stores it, answers it, remembers the answer.
 * The same delivery gets the same answer again; one that died before it was answered is worked on again.
 * Used by HTTP and by socket connections alike. An answer or a refusal comes before the patience ends.
 */
export function createReception(deps: ReceptionDependencies): Receive {
  const { afterwards } = deps;
  const deferring = createDeferring(deps);

  return async ({ tenant, adapter }, inbound, patience = new Patience()) => {
    if (inbound.kind === 'challenge' || inbound.kind === 'ignored')
      return adapter.respond(inbound, { kind: 'nothing' }).http;
    if (!deps.wanted(inbound, tenant)) return adapter.respond(inbound, NOTHING).http;
    const { instance } = adapter;
    const { deliveryId } = inbound;
    const log = deps.log.child({ instance, deliveryId });
    const said: Said = {};
    const working = isGlance(inbound)
      ? glance(tenant, adapter, inbound, patience, log)
      : work(tenant, adapter, asOneForm(inbound), patience, log, said);
    const deferral = isGlance(inbound) ? undefined : adapter.defer?.(inbound);
    if (deferral && !isGlance(inbound)) {
      const apart = (answer: Spoken): Promise<void> =>
        sendApart(tenant, instance, inbound, answer, new Patience(), log);
      const asked = { tenant, adapter, inbound, deferral, working, said, apart };
      const later = await deferring(asked, patience, log);
      if (later) return later;
    }
    try {
      return await working;
    } catch (error) {
      // Who only sees a platform's own error cannot tell whether something was done, and the platform does not ask again.
      if (isAway(error) && !adapter.repeats(inbound)) {
        tellNow(reply(tenant, instance, inbound, privately(notTaken(error))), log);
      }
      throw error;
    }
  };

  /** Sends an answer as a message of its own. */
  async function sendApart(
    tenant: string,
    instance: string,
    inbound: Doing,
    answer: Spoken,
    patience: Patience,
    log: Logger,
    otherwise?: (error: unknown) => void,
  ): Promise<void> {
    const delivery = reply(tenant, instance, inbound, answer);
    // Temporal would keep a secret in a history.
    if (answer.secret) {
      tellNow(delivery, log);
      return;
    }
    await deps.sendLater(inbound.deliveryId, delivery, patience).catch((error: unknown) => {
      otherwise?.(error);
      // What was asked for has been decided, and nobody will ask again: the answer is not lost with Temporal.
      tellNow(delivery, log);
    });
  }

  /** @param said told what is answered, before the platform's own words are made of it. */
  async function work(
    tenant: string,
    adapter: InboundAdapter,
    inbound: Doing,
    patience: Patience,
    log: Logger,
    said: Said,
  ): Promise<HttpAnswer> {
    const { instance } = adapter;
    const { deliveryId, user, kind } = inbound;
    const startedAt = deps.now();
    const handled = (http: HttpAnswer, repeated: boolean): HttpAnswer => {
      const fields = { kind, user: user.id, status: http.status, repeated, ms: deps.now() - startedAt };
      log.info(fields, 'a delivery was handled');
      return http;
    };
    const delivery = { tenant, instance, deliveryId };
    const text = deps.redact(describe(inbound), tenant).slice(0, 2_000);
    const quoted = inbound.kind === 'shortcut' ? quotationOf(inbound.message) : undefined;
    const record = {
      ...delivery,
      kind,
      user: user.id,
      text,
      receivedAt: startedAt,
      ...(quoted && { quoted: kept(quoted, (one) => deps.redact(one, tenant)) }),
    };
    const earlier = await claim(record, inbound, patience, log);
    if (earlier !== 'unrecorded' && earlier?.answer) return handled(earlier.answer, true);

    const waiting: Waiting = {
      patience,
      ...(earlier === 'unrecorded' && { unrecorded: true }),
      ...(adapter.overheard && { overheard: true }),
    };
    const answer = await patience.wait(deps.desk(tenant, instance, inbound, waiting), TOO_LONG);
    said.answer = answer;
    keepHome({ tenant, instance, user }, inbound);
    const response = adapter.respond(inbound, answer);
    const { http, undelivered } = await openForm(
      deps.openModal,
      { adapter, inbound, response },
      patience,
      log,
    );
    const secret = answer.kind === 'message' && answer.secret === true;
    if (undelivered?.kind === 'message') {
      await sendApart(tenant, instance, inbound, undelivered, patience, log, (error) => {
        if (adapter.repeats(inbound)) throw error;
      });
    }
    // What was wrong with a form may be right when it is sent again.
    if (secret || answer.kind === 'invalid') return handled(http, false);
    // A delivery that comes again before this is stored is worked on again, and means the same by its id.
    afterwards.add(deps.deliveries.answered(delivery, http, deps.now()), (error) => {
      log.warn({ err: error }, 'the answer could not be stored; look at the document store');
    });
    return handled(http, false);
  }

  /** Who only looks gets what there is at once, or nothing; that is not stored, for nothing is done by it. */
  async function glance(
    tenant: string,
    adapter: InboundAdapter,
    inbound: Glance,
    patience: Patience,
    log: Logger,
  ): Promise<HttpAnswer> {
    const { instance } = adapter;
    const blank: Answer = inbound.kind === 'suggest' ? { kind: 'options', options: [] } : NOTHING;
    const answer = await patience
      .wait(deps.desk(tenant, instance, inbound, { patience }), TOO_LONG)
      .catch((error: unknown) => {
        if (!isAway(error)) throw error;
        log.warn({ err: error, kind: inbound.kind }, 'somebody who looked was shown nothing');
        return blank;
      });
    const { http, undelivered } = adapter.respond(inbound, answer);
    if (undelivered?.kind === 'home' || undelivered?.kind === 'previews') {
      const at = { user: inbound.user.id, ...('message' in inbound && { message: inbound.message }) };
      const { user } = inbound;
      const shown = deps.show(instance, at, undelivered).then(() => {
        if (undelivered.kind === 'home') deps.homes.opened({ tenant, instance, user }, undelivered.message);
      });
      afterwards.add(shown, (error) => {
        log.warn({ err: error, kind: inbound.kind }, 'what somebody looked at could not be shown');
      });
    }
    return http;
  }

  /**
   * Notes that a delivery came.
   * @returns what is known of it from before, or `unrecorded` when the store is away and can be done without.
   */
  async function claim(
    record: ChatDelivery,
    inbound: Doing,
    patience: Patience,
    log: Logger,
  ): Promise<Earlier | 'unrecorded' | undefined> {
    const dispensable = needsNoRecords(inbound);
    const part = dispensable ? PART.store : PART.all;
    try {
      return await patience.wait(deps.deliveries.receive(record), STORE_SILENT, part);
    } catch (error) {
      if (!dispensable || !isAway(error)) throw error;
      log.warn({ err: error }, 'a delivery could not be stored and is worked on without: check MONGODB_URI');
      return 'unrecorded';
    }
  }

  /** What is done on a page of no channel, or in a form that was opened there, may change what it shows. */
  function keepHome(reader: HomeReader, inbound: Doing): void {
    if (inbound.kind !== 'press' && inbound.kind !== 'submit') return;
    if (inbound.channel !== undefined) return;
    if (inbound.kind === 'press' || deps.homes.follows(reader)) deps.homes.used(reader);
  }

  function tellNow(delivery: Delivery, log: Logger): void {
    afterwards.add(deps.tell(delivery), (error) => {
      log.error({ err: error }, 'somebody could not be told what became of what they did');
    });
  }
}
