import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Decoded JSON; undefined without a body. */
  readonly body: unknown;
}

export interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Instead of `body`: JSON as it is sent. */
  readonly raw?: string;
}

/** What goes wrong with a call: before it is done, or after. */
export type Fault = 'reset before' | 'reset after' | 'hang after' | Answered;

/** An HTTP server on this machine whose calls can be made to fail, one after the other. */
export class FaultyServer {
  /** What was asked, failed or not. */
  readonly calls: Asked[] = [];
  readonly #answer: (asked: Asked) => Answered;
  readonly #faults: Fault[] = [];
  readonly #server: Server;
  #base = '';

  constructor(answer: (asked: Asked) => Answered) {
    this.#answer = answer;
    this.#server = createServer((request, response) => {
      void text(request).then((raw) => {
        const { method = '', headers } = request;
        const url = new URL(request.url ?? '/', 'http://fake');
        const asked = {
          method,
          url,
          headers,
          body: raw === '' ? undefined : (JSON.parse(raw) as unknown),
        };
        this.calls.push(asked);
        const fault = this.#faults.shift();
        if (fault === 'reset before') {
          request.socket.destroy();
          return;
        }
        const {
          status,
          headers: said = {},
          body,
          raw: written,
        } = typeof fault === 'object' ? fault : this.#answer(asked);
        if (fault === 'hang after') return;
        if (fault === 'reset after') {
          request.socket.destroy();
          return;
        }
        response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...said });
        response.end(written ?? (body === undefined ? '' : JSON.stringify(body)));
      });
    });
  }

  /** Address, without a slash at its end. */
  get base(): string {
    return this.#base;
  }

  /** The next calls fail so, in this order. */
  fails(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#base = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
