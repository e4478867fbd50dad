import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { DeliveryStore, StoredAnswer } from '../../mongo/delivery-store.ts';
import type { Caller } from '../caller.ts';
import { HttpRefusal } from '../refusal-table.ts';

/** What a request is answered with when it succeeded. */
export interface ApiAnswer {
  readonly status: 200 | 201 | 202;
  readonly body: object;
  /** Address of what was made. */
  readonly location?: string;
}

export type Once = (
  caller: Caller,
  request: Request,
  response: Response,
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
 */
export function createOnce(deliveries: DeliveryStore, now: () => number): Once {
  return async ({ tenant, via: instance, deliveryId, person }, request, response, work) => {
    const keyed = request.get('idempotency-key') !== undefined;
    const delivery = { tenant, instance, deliveryId };
    if (keyed) {
      const text = fingerprint(request);
      const record = { ...delivery, kind: 'request', user: person.id, text, receivedAt: now() };
      const earlier = await deliveries.receive(record);
      if (earlier && earlier.text !== text)
        throw new HttpRefusal('invalid', 'This Idempotency-Key was used for another request before.');
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
