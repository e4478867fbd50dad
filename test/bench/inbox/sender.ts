import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { atOnce } from '../at-once.ts';
import { instant } from '../clock.ts';

/** What is delivered. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @returns a webhook of GitHub's with a delivery id of its own. @param signature of the body, where it is the same each time. */
export function gitHubMessage(
  event: string,
  body: string,
  secret: string,
  signature = gitHubSignature(body, secret),
): Message & { readonly id: string } {
  const id = randomUUID();
  const headers = {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': id,
    'x-hub-signature-256': signature,
  };
  return { headers, body, id };
}

export function gitHubSignature(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Sends deliveries to one address. */
export class Sender {
  /** Ids of those that were answered with a 2xx. */
  readonly taken: string[] = [];
  readonly #pool: Pool;
  readonly #path: string;
  readonly #next: () => Message & { readonly id?: string };

  /** @param next what is sent next. */
  constructor(
    url: string,
    path: string,
    connections: number,
    next: () => Message & { readonly id?: string },
  ) {
    this.#pool = new Pool(url, { connections, pipelining: 1 });
    this.#path = path;
    this.#next = next;
  }

  /** @returns the status; 0 when there was no answer. */
  async send(): Promise<number> {
    const { id, headers, body: sent } = this.#next();
    try {
      const { statusCode, body } = await this.#pool.request({
        method: 'POST',
        path: this.#path,
        headers,
        body: sent,
      });
      await body.dump();
      if (statusCode < 300 && id !== undefined) this.taken.push(id);
      return statusCode;
    } catch {
      return 0;
    }
  }

  /** @returns deliveries answered per second, so many in flight. @throws Error when one is refused. */
  async rate(count: number, inFlight: number): Promise<number> {
    const before = instant();
    await atOnce(count, inFlight, async () => {
      const status = await this.send();
      if (status !== 202) throw new Error(`a delivery was answered ${status}`);
    });
    return (count / (instant() - before)) * 1_000;
  }

  /** Sends at an even rate, whether answers come or not. @returns how long each took, in milliseconds. */
  async steadily(perSecond: number, seconds: number): Promise<number[]> {
    const latencies: number[] = [];
    const under: Promise<void>[] = [];
    const began = instant();
    for (let sent = 0; sent < perSecond * seconds;) {
      const due = Math.min(perSecond * seconds, ((instant() - began) / 1_000) * perSecond);
      for (; sent < due; sent++) {
        const from = began + (sent / perSecond) * 1_000;
        under.push(
          this.send().then((status) => {
            latencies.push(status === 202 ? instant() - from : Infinity);
          }),
        );
      }
      await pause(1);
    }
    await Promise.all(under);
    return latencies;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
