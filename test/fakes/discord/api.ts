import type { IncomingMessage, ServerResponse } from 'node:http';
import { ENDPOINTS, endpointOf } from './endpoints/index.ts';
import type { DiscordFault, Faults } from './faults.ts';
import { DiscordRefusal, type Guild, type Json } from './guild.ts';
import { Rates } from './rates.ts';

/** A call that the app made, in the order of arrival. */
export interface ApiCall {
  /** As in the table of endpoints. */
  readonly endpoint: string;
  readonly path: string;
  readonly body: Json;
  readonly at: number;
}

interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

function tooMany(seconds: number, scope: 'user' | 'shared' | 'global'): HttpAnswer {
  const global = scope === 'global';
  const headers = {
    'retry-after': String(seconds),
    'x-ratelimit-scope': scope,
    ...(global && { 'x-ratelimit-global': 'true' }),
  };
  return json(429, { message: 'You are being rate limited.', retry_after: seconds, global }, headers);
}

const page = (status: number): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<h1>Sign in to the network</h1>',
});

/** The HTTP side of Discord: tokens, faults and the answer's form. */
export class Api {
  readonly calls: ApiCall[] = [];
  /** Seconds in Retry-After. */
  retryAfter = 7;
  revoked = false;
  readonly rates = new Rates();
  /** Set for the headers of a limit: what they say of it from now on. */
  bucket: { readonly name: string; readonly remaining: number; readonly resetAfter: number } | undefined;
  /** What GET /gateway/bot says of sessions. */
  sessions = { total: 1000, remaining: 1000, reset_after: 60_000, max_concurrency: 1 };
  readonly #guild: Guild;
  readonly #faults: Faults;
  readonly #changed: () => void;

  /** @param changed is told after every call that may have changed the server. */
  constructor(guild: Guild, faults: Faults, changed: () => void) {
    this.#guild = guild;
    this.#faults = faults;
    this.#changed = changed;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    const path = url.pathname.replace(/^\/api\/v10/, '');
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The app was killed while it was asking: such a request never came.
      return;
    }
    const text = Buffer.concat(chunks).toString();
    const body = (text ? JSON.parse(text) : {}) as Json;
    const method = request.method ?? '';
    const found =
      path === '/gateway/bot' ? { name: 'GET /gateway/bot', params: [] } : endpointOf(method, path);
    const endpoint = found?.name ?? `${method} ${path}`;
    this.calls.push({ endpoint, path, body, at: Date.now() });
    const fault = this.#faults.next(endpoint);
    const before = fault === 'hang' || fault === 'reset';
    const call = { params: found?.params ?? [], query: url.searchParams, body };
    const answer = before ? undefined : this.#answer(endpoint, call, request, fault);
    this.#changed();
    if (fault === 'hang' || fault === 'hang after') return;
    if (!answer || fault === 'reset after') {
      request.socket.resetAndDestroy();
      return;
    }
    response.writeHead(answer.status, answer.headers);
    if (fault === 'stall') response.flushHeaders();
    else response.end(answer.body);
  }

  #answer(
    endpoint: string,
    call: { params: string[]; query: URLSearchParams; body: Json },
    request: IncomingMessage,
    fault: DiscordFault | undefined,
  ): HttpAnswer {
    const refused = this.rates.refuse(endpoint, call.params, call.body, Date.now());
    if (refused) return tooMany(refused.seconds, refused.global ? 'global' : 'user');
    if (fault === 'rate limited') return tooMany(this.retryAfter, 'shared');
    if (fault === 'rate limited globally') return tooMany(this.retryAfter, 'global');
    if (fault === 'server error') return { status: 502, headers: {}, body: 'Bad Gateway' };
    if (fault === 'garbage') return page(200);
    if (fault === 'forbidden page') return page(403);
    try {
      if (typeof fault === 'object') throw new DiscordRefusal(fault.status, fault.code, fault.message);
      const given = this.#call(endpoint, call, request);
      const headers = {
        ...this.#limits(),
        ...this.rates.headers(endpoint, call.params, call.body, Date.now()),
      };
      return given === undefined ? { status: 204, headers, body: '' } : json(200, given, headers);
    } catch (error) {
      if (!(error instanceof DiscordRefusal)) throw error;
      return json(error.status, { message: error.message, code: error.code });
    }
  }

  #limits(): Record<string, string> {
    if (!this.bucket) return {};
    const { name, remaining, resetAfter } = this.bucket;
    return {
      'x-ratelimit-bucket': name,
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset-after': String(resetAfter),
    };
  }

  #call(
    endpoint: string,
    call: { params: string[]; query: URLSearchParams; body: Json },
    { headers, socket }: IncomingMessage,
  ): unknown {
    const open = /^\w+ \/(?:interactions|webhooks)\//.test(endpoint);
    if (!open && (this.revoked || headers.authorization !== `Bot ${this.#guild.botToken}`)) {
      throw new DiscordRefusal(401, 0, '401: Unauthorized');
    }
    if (endpoint === 'GET /gateway/bot') {
      const url = `ws://127.0.0.1:${socket.localPort}/gateway`;
      return { url, shards: 1, session_start_limit: this.sessions };
    }
    const run = ENDPOINTS[endpoint];
    if (!run) throw new DiscordRefusal(404, 0, '404: Not Found');
    return run(this.#guild, call);
  }
}
