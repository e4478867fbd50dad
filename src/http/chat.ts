import express, { Router, type Request } from 'express';
import type { Delivery } from '../chat/delivery.ts';
import { ChatError } from '../chat/error.ts';
import type { Modal } from '../chat/element.ts';
import type { HttpAnswer, Inbound, InboundAdapter } from '../chat/inbound.ts';
import type { Registry } from '../chat/registry.ts';
import type { DeliveryStore } from '../mongo/delivery-store.ts';
import type { Desk } from './desk.ts';
import { readJson } from './json.ts';
import { HttpRefusal } from './refusal-table.ts';
import type { SendLater } from './replies.ts';

/** One provider instance's way in, and whose it is. */
export interface Entrance {
  readonly tenant: string;
  readonly adapter: InboundAdapter;
}

export interface ChatDependencies {
  readonly entrances: () => Registry<Entrance>;
  readonly deliveries: DeliveryStore;
  readonly desk: Desk;
  readonly sendLater: SendLater;
  /** Opens a modal by the platform's API, where the HTTP answer cannot carry it. */
  readonly openModal: (instance: string, trigger: string, modal: Modal) => Promise<void>;
  /** Bytes that a body may have. */
  readonly bodyLimit: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly redact: (text: string) => string;
}

type Doing = Exclude<Inbound, { kind: 'challenge' } | { kind: 'ignored' }>;

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
 * The same delivery gets the same answer again. Used by HTTP and by socket connections alike.
 */
export function createReception(deps: Omit<ChatDependencies, 'bodyLimit'>) {
  return async function receive({ tenant, adapter }: Entrance, inbound: Inbound): Promise<HttpAnswer> {
    if (inbound.kind === 'challenge' || inbound.kind === 'ignored')
      return adapter.respond(inbound, { kind: 'nothing' }).http;
    const { instance } = adapter;
    const { deliveryId, user, kind } = inbound;
    const delivery = { tenant, instance, deliveryId };
    const text = deps.redact(describe(inbound)).slice(0, 2_000);
    const earlier = await deps.deliveries.receive({
      ...delivery,
      kind,
      user: user.id,
      text,
      receivedAt: deps.now(),
    });
    if (earlier) return earlier;

    const answer = await deps.desk(tenant, instance, inbound);
    const { http, undelivered } = adapter.respond(inbound, answer);
    if (undelivered?.kind === 'modal' && 'trigger' in inbound && inbound.trigger) {
      await deps.openModal(instance, inbound.trigger, undelivered.modal);
    }
    if (undelivered?.kind === 'message' && inbound.channel !== undefined) {
      const thread = inbound.kind === 'mention' ? inbound.thread : undefined;
      const later: Delivery = {
        key: `${tenant}:reply:${instance}:${deliveryId}`,
        tenant,
        instance,
        to: { channel: inbound.channel },
        message: undelivered.message,
        ...(undelivered.visible === 'privately' && { privatelyTo: user.id }),
        ...(thread && { thread }),
      };
      await deps.sendLater(deliveryId, later);
    }
    await deps.deliveries.answered(delivery, http, deps.now());
    return http;
  };
}

export type Receive = ReturnType<typeof createReception>;

const READ_TYPES = ['application/json', 'application/x-www-form-urlencoded'];

/** `POST /chat/<instance>/<surface>`: where chat platforms deliver what people do. */
export function chatRouter(deps: ChatDependencies, receive: Receive): Router {
  const router = Router();
  router.post(
    '/chat/:instance/:surface',
    express.raw({ type: () => true, limit: deps.bodyLimit }),
    async (request, response) => {
      const { instance, surface } = request.params;
      const entrance = deps.entrances().get(instance);
      const { adapter } = entrance;
      if (!adapter.surfaces.includes(surface)) {
        throw new HttpRefusal(
          'unknown_address',
          `${instance} has ${adapter.surfaces.map((s) => `/${s}`).join(', ')}.`,
        );
      }
      const body = bodyOf(request);
      const inbound = { surface, headers: headersOf(request), body, receivedAt: deps.now() };
      // Nothing of the body is believed, or even parsed, before its bytes are verified.
      try {
        await adapter.authenticate(inbound);
      } catch (cause) {
        // Only what the adapter found wrong with the request is the sender's fault.
        if (!(cause instanceof ChatError)) throw cause;
        throw new HttpRefusal('not_authentic', cause.message, { cause });
      }
      if (!request.is(READ_TYPES)) throw new HttpRefusal('wrong_type', `Send ${READ_TYPES.join(' or ')}.`);
      if (request.is('application/json')) readJson(body);
      const answer = await receive(entrance, adapter.parse(inbound));
      response.status(answer.status).type(answer.contentType).send(answer.body);
    },
  );
  return router;
}

function bodyOf(request: Request): Uint8Array {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

function headersOf(request: Request): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}
