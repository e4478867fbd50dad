import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { DeliveryStore, StoredAnswer } from '../../mongo/delivery-store.ts';
import type { Caller } from '../caller.ts';
import type { Denied } from '../denied.ts';
import type { Attempt } from '../trail.ts';
import { unlessDenied } from './request.ts';
import { callerIn } from './token.ts';

/** What a request is answered with when it succeeded. */
export interface ApiAnswer {
  readonly status: 200 | 201 | 202;
  readonly body: object;
  /** Address of what was made. */
  readonly location?: string;
}

export type Once = (
  request: Request,
  response: Response,
  what: Attempt,
  work: () => Promise<ApiAnswer>,
) => Promise<void>;

/** @returns what distinguishes one request from another under the same key. */
function fingerprint(request: Request): string {
  const body = Buffer.isBuffer(request.body) ? request.body : '';
  return `${request.method} ${request.path} ${createHash('sha256').update(body).digest('hex')}`;
}

function send(response: Response, { status, contentType, body, location }: StoredAnswer): void {
  if (location !== undefined) response.location(location);
  response.status(status).type(contentType).send(body);
}

/**
 * Answers a request that is sent again under one idempotency key as it was answered first. Only successes are kept: after
 * a refusal nothing has happened, and what Temporal has only accepted may have been done by the next time.
 * Source: draft-ietf-httpapi-idempotency-key-header, 2.6.
 * @param now epoch milliseconds.
 * @param keyReused notes that a key came with another request than before, and says why that is refused.
 */
export function createOnce(
  deliveries: DeliveryStore,
  now: () => number,
  keyReused: (caller: Caller, what: Attempt) => Promise<Denied>,
): Once {
  return async (request, response, what, work) => {
    const caller = callerIn(response);
    const { tenant, via: instance, deliveryId, person } = caller;
    const keyed = request.get('idempotency-key') !== undefined;
    const delivery = { tenant, instance, deliveryId };
    if (keyed) {
      const text = fingerprint(request);
      const record = { ...delivery, kind: 'request', user: person.id, text, receivedAt: now() };
      const earlier = await deliveries.receive(record);
      if (earlier && earlier.text !== text) unlessDenied(await keyReused(caller, what));
      if (earlier?.answer) {
        send(response, earlier.answer);
        return;
      }
    }
    const { status, body, location } = await work();
    const answer: StoredAnswer = {
      status,
      contentType: 'application/json',
      body: JSON.stringify(body),
      ...(location !== undefined && { location }),
    };
    if (keyed && status !== 202) await deliveries.answered(delivery, answer, now());
    send(response, answer);
  };
}
