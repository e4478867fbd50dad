import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a platform sent it. */
export interface Recorded {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** What a connection says of itself: the next one says it anew. */
const OF_THE_CONNECTION = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding'];

/** Stands between a fake platform and Muster: hands on what comes, and keeps it so that it can be sent otherwise. */
export class Tap {
  readonly #server: Server;
  readonly #target: string;
  #recorded: Recorded | undefined;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.#target = target;
  }

  /** @param target address of Muster. */
  static async open(target: string): Promise<Tap> {
    const server = createServer();
    const tap = new Tap(server, target);
    server.on('request', (request, response) => void tap.#handOn(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return tap;
  }

  /** Where Muster seems to be. */
  get base(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The newest request. */
  get recorded(): Recorded {
    if (!this.#recorded) throw new Error('nothing has come yet');
    return this.#recorded;
  }

  /** Sends a request to Muster as it is given. */
  async send(request: Recorded): Promise<Answered> {
    const response = await this.#fetch(request);
    return { status: response.status, body: await response.text() };
  }

  async #handOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.entries(request.headers).filter(([name]) => !OF_THE_CONNECTION.includes(name));
    this.#recorded = {
      path: request.url ?? '',
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: Buffer.concat(chunks),
    };
    const answer = await this.#fetch(this.#recorded);
    const type = answer.headers.get('content-type') ?? 'text/plain';
    response.writeHead(answer.status, { 'content-type': type }).end(await answer.text());
  }

  #fetch({ path, headers, body }: Recorded): Promise<Response> {
    return fetch(`${this.#target}${path}`, { method: 'POST', headers, body: Uint8Array.from(body) });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
