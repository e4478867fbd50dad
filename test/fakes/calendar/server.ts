import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** What goes wrong at the server. */
export type Trouble =
  | 'hang'
  | 'stall'
  | 'reset'
  | 'cut'
  | 'flood'
  | 'bomb'
  | 'always 304'
  | { readonly status: number }
  | { readonly redirect: string };

/**
 * A server of calendars, as calendar programs publish them: a secret path, ETag and Last-Modified with conditional
 * requests (RFC 9110, section 13), Basic authentication where that is wanted.
 */
export class FakeCalendarServer {
  calendar: string;
  trouble: Trouble | undefined;
  /** `name:password`, when that is wanted. */
  credentials: string | undefined;
  /** Each request: its path, what was answered, and what it says of itself. */
  readonly requests: {
    readonly path: string;
    readonly status: number;
    readonly headers: IncomingMessage['headers'];
  }[] = [];
  readonly #server: Server;

  constructor(calendar: string) {
    this.calendar = calendar;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** @returns the address of the calendar on this machine, with its secret. */
  start(): Promise<string> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(
          `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/s3cret/rota.ics`,
        );
      });
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.closeAllConnections();
      this.#server.close(() => {
        resolve();
      });
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { url: path = '', headers } = request;
    const { trouble } = this;
    const end = (status: number, more: Record<string, string> = {}, body: string | Buffer = ''): void => {
      this.requests.push({ path, status, headers });
      response.writeHead(status, more).end(body);
    };
    if (trouble === 'hang' || trouble === 'reset') {
      this.requests.push({ path, status: 0, headers });
      if (trouble === 'reset') request.socket.destroy();
      return;
    }
    if (typeof trouble === 'object' && 'status' in trouble) {
      end(trouble.status, {}, 'a page of the server with its own s3cret words');
      return;
    }
    if (typeof trouble === 'object' && path.includes('rota')) {
      end(302, { location: trouble.redirect });
      return;
    }
    const authorization = `Basic ${Buffer.from(this.credentials ?? '').toString('base64')}`;
    if (this.credentials !== undefined && headers.authorization !== authorization) {
      end(401, { 'www-authenticate': 'Basic' });
      return;
    }
    const etag = `"${createHash('sha256').update(this.calendar).digest('hex').slice(0, 12)}"`;
    if (trouble === 'always 304' || headers['if-none-match'] === etag) {
      end(304, { etag });
      return;
    }
    const type = { 'content-type': 'text/calendar; charset=utf-8', etag };
    if (trouble === 'bomb') {
      end(200, { ...type, 'content-encoding': 'gzip' }, gzipSync('A'.repeat(5_000_000)));
      return;
    }
    if (trouble === undefined || typeof trouble === 'object') {
      end(200, type, this.calendar);
      return;
    }
    this.requests.push({ path, status: 200, headers });
    response.writeHead(200, trouble === 'cut' ? { ...type, 'content-length': '100000' } : type);
    response.write(this.calendar.slice(0, 60), () => {
      if (trouble === 'cut') request.socket.destroy();
    });
    // It ends when the other side does.
    if (trouble === 'flood') {
      const more = (): void => {
        if (!response.destroyed) response.write('X'.repeat(100_000), () => setImmediate(more));
      };
      more();
    }
  }
}
