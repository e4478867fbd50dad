import express, { Router, type Request } from 'express';
import { CHAT_ERRORS, ChatError } from '../chat/error.ts';
import type { InboundAdapter, InboundRequest } from '../chat/inbound.ts';
import type { Registry } from '../chat/registry.ts';
import { chatPagesRouter } from './chat-pages.ts';
import { checkForm, readJson } from './json.ts';
import type { Take } from './limits.ts';
import { onlyMethod } from './method.ts';
import { Patience } from './patience.ts';
import type { Entrance, Receive } from './reception.ts';
import { HttpRefusal } from './refusal-table.ts';
import { Unavailable } from './unavailable.ts';

export interface ChatDependencies {
  readonly entrances: () => Registry<Entrance>;
  readonly receive: Receive;
  /** Counts requests for pages by the address that they come from. */
  readonly limitPages: Take;
  /** Bytes that a body may have. */
  readonly bodyLimit: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long an answer may take in all, in milliseconds; as long as chat platforms wait when not given. */
  readonly answerMs?: number;
}

const UNVERIFIED =
  'Whose request this is was not found out in time. Look at the document store (MONGODB_URI) and at the platform.';
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** `POST /chat/<instance>/<surface>`: where chat platforms deliver what people do; and the pages of instances. */
export function chatRouter(deps: ChatDependencies): Router {
  const router = Router();
  router.use(chatPagesRouter(deps));

  function entranceOf({ instance, surface }: { instance: string; surface: string }): Entrance {
    const entrance = deps.entrances().get(instance);
    const { surfaces } = entrance.adapter;
    if (surfaces.includes(surface)) return entrance;
    throw new HttpRefusal('unknown_address', `${instance} has ${surfaces.map((s) => `/${s}`).join(', ')}.`);
  }

  router
    .route('/chat/:instance/:surface')
    .all((request, response, next) => {
      // Before a byte of the body is read: the platform counts from here.
      response.locals.patience = new Patience(deps.answerMs);
      entranceOf(request.params);
      next();
    })
    .post(
      // The signature is over the bytes as sent: nothing is unpacked.
      express.raw({ type: () => true, limit: deps.bodyLimit, inflate: false }),
      async (request, response) => {
        const { surface } = request.params;
        const entrance = entranceOf(request.params);
        const { adapter } = entrance;
        const body = bodyOf(request);
        const inbound = { surface, headers: headersOf(request), body, receivedAt: deps.now() };
        // Nothing of the body is believed, or even parsed, before its bytes are verified.
        const patience = response.locals.patience as Patience;
        await patience.wait(authenticate(adapter, inbound), UNVERIFIED);
        if (request.is(JSON_TYPE)) readJson(body);
        else if (request.is(FORM_TYPE)) checkForm(body);
        else throw new HttpRefusal('wrong_type', `Send ${JSON_TYPE} or ${FORM_TYPE}.`);
        const answer = await deps.receive(entrance, adapter.parse(inbound), patience);
        response.status(answer.status).type(answer.contentType).send(answer.body);
      },
    )
    .all(onlyMethod('POST'));
  return router;
}

/** A store or platform that cannot be asked is no forgery: that failure stays what it is. */
async function authenticate(adapter: InboundAdapter, inbound: InboundRequest): Promise<void> {
  try {
    await adapter.authenticate(inbound);
  } catch (cause) {
    if (!(cause instanceof ChatError)) throw cause;
    // A platform that cannot be asked whose request this is: the sender may try again.
    if (CHAT_ERRORS[cause.code].retry) throw new Unavailable(cause.message, cause);
    throw new HttpRefusal('not_authentic', cause.message, { cause });
  }
}

function bodyOf(request: Request): Uint8Array {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

function headersOf(request: Request): Record<string, string | undefined> {
  const entries = Object.entries(request.headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
