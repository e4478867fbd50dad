import type { Logger } from 'pino';
import type { Delivery } from '../chat/delivery.ts';
import type { Modal } from '../chat/element.ts';
import { ChatError } from '../chat/error.ts';
import type { Answer, HttpAnswer, Inbound, InboundAdapter, Response } from '../chat/inbound.ts';
import { note } from '../chat/message.ts';
import type { DeliveryStore } from '../mongo/delivery-store.ts';
import type { Desk } from './desk.ts';
import type { SendLater } from './replies.ts';

/** One provider instance's way in, and whose it is. */
export interface Entrance {
  readonly tenant: string;
  readonly adapter: InboundAdapter;
}

export interface ReceptionDependencies {
  readonly deliveries: DeliveryStore;
  readonly desk: Desk;
  readonly sendLater: SendLater;
  /** Opens a modal by the platform's API, where the HTTP answer cannot carry it. */
  readonly openModal: (instance: string, trigger: string, modal: Modal) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly redact: (text: string) => string;
  readonly log: Logger;
}

type Doing = Exclude<Inbound, { kind: 'challenge' } | { kind: 'ignored' }>;

export type Receive = (entrance: Entrance, inbound: Inbound) => Promise<HttpAnswer>;

/** How long a platform has to open a modal, in milliseconds: the trigger is worthless after 3 s. */
const MODAL_MS = 2_000;

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
  }
}

/**
 * Works through one verified inbound thing: stores it, answers it, remembers the answer.
 * The same delivery gets the same answer again; one that died before it was answered is worked on again.
 * Used by HTTP and by socket connections alike.
 */
export function createReception(deps: ReceptionDependencies): Receive {
  return async ({ tenant, adapter }, inbound) => {
    if (inbound.kind === 'challenge' || inbound.kind === 'ignored')
      return adapter.respond(inbound, { kind: 'nothing' }).http;
    const { instance } = adapter;
    const { deliveryId, user, kind } = inbound;
    const startedAt = deps.now();
    const log = deps.log.child({ instance, deliveryId });
    const handled = (http: HttpAnswer, repeated: boolean): HttpAnswer => {
      const fields = { kind, user: user.id, status: http.status, repeated, ms: deps.now() - startedAt };
      log.info(fields, 'a delivery was handled');
      return http;
    };
    const delivery = { tenant, instance, deliveryId };
    const text = deps.redact(describe(inbound)).slice(0, 2_000);
    const record = { ...delivery, kind, user: user.id, text, receivedAt: startedAt };
    const earlier = await deps.deliveries.receive(record);
    if (earlier?.answer) return handled(earlier.answer, true);

    const answer = await deps.desk(tenant, instance, inbound);
    const { http, undelivered } = await shown(adapter, inbound, adapter.respond(inbound, answer), log);
    if (undelivered?.kind === 'message' && inbound.channel !== undefined) {
      await deps.sendLater(deliveryId, reply(tenant, instance, inbound, inbound.channel, undelivered));
    }
    await deps.deliveries.answered(delivery, http, deps.now());
    return handled(http, false);
  };

  /** Opens the modal that the HTTP answer could not carry; who cannot be shown it is told so. */
  async function shown(
    adapter: InboundAdapter,
    inbound: Doing,
    response: Response,
    log: Logger,
  ): Promise<Response> {
    const { undelivered } = response;
    if (undelivered?.kind !== 'modal' || !('trigger' in inbound) || !inbound.trigger) return response;
    try {
      await soon(deps.openModal(adapter.instance, inbound.trigger, undelivered.modal));
      return response;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      log.warn({ code: error.code, err: error }, 'a form could not be opened');
      const text = `The form could not be opened: ${error.message} Try again, or type it: /im help.`;
      return adapter.respond(inbound, { kind: 'message', message: note([text], text), visible: 'privately' });
    }
  }
}

async function soon(opening: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new ChatError('connection_failed', `no answer within ${MODAL_MS} ms.`);
    timer = setTimeout(reject, MODAL_MS, error);
  });
  try {
    await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}

function reply(
  tenant: string,
  instance: string,
  inbound: Doing,
  channel: string,
  { message, visible }: Extract<Answer, { kind: 'message' }>,
): Delivery {
  const thread = inbound.kind === 'mention' ? inbound.thread : undefined;
  return {
    key: `${tenant}:reply:${instance}:${inbound.deliveryId}`,
    tenant,
    instance,
    to: { channel },
    message,
    ...(visible === 'privately' && { privatelyTo: inbound.user.id }),
    ...(thread && { thread }),
  };
}
