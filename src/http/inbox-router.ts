import { Router, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import type { Captured, IntegrationRef } from '../inbox/batch.ts';
import type { Delivery, Verdict } from '../inbox/delivery.ts';
import { Refused } from '../inbox/refused.ts';
import type { Arrival, SenderAnswer } from '../inbox/source.ts';
import { BodyRoom, mostBytesOf } from './body-room.ts';
import { readBody, UnreadableBody } from './inbox-body.ts';
import { openDoor, type Door } from './inbox-door.ts';
import type { Take } from './limits.ts';
import { onlyMethod } from './method.ts';
import { HttpRefusal } from './refusal-table.ts';
import { Unavailable } from './unavailable.ts';

/** Keeps what comes in. */
export interface Capturing {
  nextId(): string;
  /** @returns why there is no room, and in how many seconds there may be. */
  full(ref: IntegrationRef): (Error & { readonly retryAfterSeconds: number }) | undefined;
  /** @returns once it is kept, whatever dies then. Rejects with an error that has `retryAfterSeconds`. */
  take(ref: IntegrationRef, delivery: Captured): Promise<void>;
}

export interface InboxRouterDependencies {
  /** @returns the integration of a name, whichever tenant has it. */
  readonly door: (integration: string) => Door | undefined;
  readonly capture: Capturing;
  /** Makes what comes small enough to be kept; undefined when it cannot be. */
  readonly captured: (request: Omit<Captured, 'zipped' | 'bodyBytes'>) => Promise<Captured | undefined>;
  /** Takes one from what an integration may send. */
  readonly limit: (door: Door) => ReturnType<Take>;
  /** Takes one from what is kept of an integration's refused requests, by which admins see what is wrong. */
  readonly limitRefused: Take;
  /** Counts what came and how it was answered. */
  readonly count: (integration: string, outcome: string) => void;
  readonly log: Pick<Logger, 'warn'>;
  /** For the bodies that are being read; in tests smaller. */
  readonly room?: BodyRoom;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Most bytes that are kept of the body of a refused request. */
const REFUSED_BYTES = 16 * 1_024;
/** Most bytes of bodies that are being read, unpacked and kept at once: what comes then is answered 503. */
const BODIES_BYTES = 384 * 1_024 ** 2;
/** Said of an unknown integration and of a wrong secret alike. */
const NOTHING = 'There is no integration at this address.';

/** `POST /in/<integration>/<secret>`: where senders outside deliver. It is answered once the delivery is kept. */
export function inboxRouter(deps: InboxRouterDependencies): Router {
  const router = Router();
  const { room = new BodyRoom(BODIES_BYTES) } = deps;
  router
    // The second is what senders of PagerDuty's events append to the address that they are given.
    .route(['/in/:integration/:secret', '/in/:integration/:secret/v2/enqueue'])
    .all((request, response, next) => {
      const { integration, secret } = request.params as { integration: string; secret: string };
      response.locals.door = openDoor(deps.door(integration), secret);
      // The address is a secret: what fails from here on is logged with the path, and only whose it is stands in it.
      request.url = '/in';
      next();
    })
    .post(async (request, response) => {
      const door = response.locals.door as Door | undefined;
      if (!door) throw new HttpRefusal('unknown_address', NOTHING);
      request.url = `/in/${door.config.id}`;
      try {
        const answer = await new Receipt(deps, door).within(room, request, response);
        deps.count(door.config.id, answer instanceof Refused ? 'refused' : 'taken');
        const { status, body } = answer;
        if (body === undefined) response.status(status).end();
        else response.status(status).json(body);
      } catch (error) {
        deps.count(door.config.id, error instanceof HttpRefusal ? error.code : 'unavailable');
        throw error;
      }
    })
    .all(onlyMethod('POST'));
  return router;
}

/** How one request is taken in. */
class Receipt {
  readonly #deps: InboxRouterDependencies;
  readonly #door: Door;
  readonly #ref: IntegrationRef;
  readonly #receivedAt: number;

  constructor(deps: InboxRouterDependencies, door: Door) {
    this.#deps = deps;
    this.#door = door;
    this.#ref = { tenant: door.tenant, integration: door.config.id };
    this.#receivedAt = deps.now();
  }

  /** @returns what the sender is answered, be it that its source refuses what it sends. @throws HttpRefusal */
  async within(room: BodyRoom, request: Request, response: Response): Promise<SenderAnswer | Refused> {
    await this.#makeSureOfRoom();
    const headers = headersOf(request);
    const part = room.take(this.#door.config.id, mostBytesOf(headers, this.#door.config.bodyLimitBytes));
    if (!part)
      throw new HttpRefusal('unavailable', 'More comes in than can be read at the moment.', {
        retryAfterSeconds: 1,
      });
    try {
      const body = await this.#bodyOf(request, response, headers);
      part.becomes(body.length);
      return await this.#keepOf(headers, body);
    } finally {
      part.end();
    }
  }

  async #keepOf(headers: Arrival['headers'], body: Buffer): Promise<SenderAnswer | Refused> {
    const verdict = await this.#verdictOn({ headers, body });
    if (!verdict.verified) {
      this.#noteRefused(verdict.reason, headers, body);
      throw new HttpRefusal(
        'not_authentic',
        'This is not signed as the configuration of the integration says.',
      );
    }
    const { by } = verdict;
    const delivery: Delivery = {
      ...this.#ref,
      receivedAt: this.#receivedAt,
      headers: this.#kept(headers),
      body,
    };
    const answer = this.#answerTo(delivery, headers);
    if (answer instanceof Refused) return answer;
    const captured = await this.#deps.captured({
      id: this.#deps.capture.nextId(),
      receivedAt: this.#receivedAt,
      by,
      headers: delivery.headers,
      body,
    });
    if (!captured) {
      const detail = `A body of ${body.length} bytes that cannot be compressed is more than can be kept.`;
      this.#noteRefused(detail, headers, body);
      throw new HttpRefusal('too_large', detail);
    }
    await this.#keep(captured);
    return answer ?? { status: 202, body: undefined };
  }

  async #makeSureOfRoom(): Promise<void> {
    const wait = await this.#deps.limit(this.#door);
    if (wait > 0) {
      const { count, perMs } = this.#door.config.rate;
      const detail = `More than ${count} deliveries in ${perMs / 1_000} s (setting ${this.#setting('rate')}).`;
      throw new HttpRefusal('too_many', detail, { retryAfterSeconds: wait });
    }
    const full = this.#deps.capture.full(this.#ref);
    if (full) throw later(full, full.retryAfterSeconds);
  }

  async #bodyOf(request: Request, response: Response, headers: Arrival['headers']): Promise<Buffer> {
    try {
      return await readBody(request, response, this.#door.config.bodyLimitBytes, this.#setting('bodyLimit'));
    } catch (error) {
      if (!(error instanceof UnreadableBody)) throw error;
      this.#noteRefused(error.message, headers, new Uint8Array());
      throw error.refusal;
    }
  }

  async #verdictOn(arrival: Arrival): Promise<Verdict> {
    try {
      return await this.#door.intake.verify(arrival, this.#receivedAt);
    } catch (error) {
      throw new Unavailable('What makes sure of the sender cannot be had at the moment.', error);
    }
  }

  /** @returns what the source answers; undefined when it leaves that to us. */
  #answerTo(delivery: Delivery, headers: Arrival['headers']): SenderAnswer | Refused | undefined {
    try {
      return this.#door.intake.answer?.(delivery);
    } catch (error) {
      const { integration } = this.#ref;
      if (error instanceof Refused) {
        this.#noteRefused(error.message, headers, delivery.body);
        return error;
      }
      this.#deps.log.warn({ err: error, integration }, 'a source could not make its answer; 202 is answered');
      return undefined;
    }
  }

  async #keep(captured: Captured): Promise<void> {
    try {
      await this.#deps.capture.take(this.#ref, captured);
    } catch (error) {
      if (error instanceof Error && 'retryAfterSeconds' in error)
        throw later(error, Number(error.retryAfterSeconds));
      throw error;
    }
  }

  /** Keeps some of what is refused, so that admins see it. Nobody waits for it. */
  #noteRefused(reason: string, headers: Arrival['headers'], body: Uint8Array): void {
    const { capture, limitRefused, log } = this.#deps;
    const { integration } = this.#ref;
    const note = async (): Promise<void> => {
      if ((await limitRefused(integration)) > 0) return;
      await capture.take(this.#ref, {
        id: capture.nextId(),
        receivedAt: this.#receivedAt,
        refused: reason,
        headers: this.#kept(headers),
        body: body.slice(0, REFUSED_BYTES),
        bodyBytes: body.length,
      });
    };
    note().catch((err: unknown) => log.warn({ err, integration }, 'a refused request could not be kept'));
  }

  /** @returns the headers that the source keeps. */
  #kept(headers: Arrival['headers']): Record<string, string> {
    return Object.fromEntries(
      this.#door.source.headers.flatMap((name) => {
        const value = headers[name];
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  }

  #setting(name: string): string {
    return `integrations.${this.#ref.integration}.${name}`;
  }
}

/** Senders try again after a 503, and after a 429 not all of them do. */
function later(cause: Error, retryAfterSeconds: number): HttpRefusal {
  return new HttpRefusal('unavailable', cause.message, { retryAfterSeconds, cause });
}

function headersOf(request: Request): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}
