import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FakeApp } from './app.ts';
import { readArguments, type Args } from './arguments.ts';
import { authRevoke } from './endpoints/auth.revoke.ts';
import { ENDPOINTS } from './endpoints/index.ts';
import { oauthV2Access } from './endpoints/oauth.v2.access.ts';
import type { Faults, SlackFault } from './faults.ts';
import { Rates } from './rates.ts';
import { SlackRefusal } from './workspace.ts';

export const BOT_TOKEN = 'xoxb-fake-bot-token';
export const APP_TOKEN = 'xapp-fake-app-token';

/** A call that the app made, in the order of arrival. */
export interface Call {
  readonly method: string;
  readonly args: Args;
  readonly at: number;
}

interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function json(body: unknown): HttpAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

/** The HTTP side of the Web API: tokens, faults and the answer's form. */
export class WebApi {
  readonly calls: Call[] = [];
  /** Seconds in Retry-After. */
  retryAfter = 7;
  revoked = false;
  readonly rates = new Rates();
  readonly #app: FakeApp;
  readonly #faults: Faults;
  readonly #changed: () => void;

  /** @param changed is told after every call that may have changed the workspace. */
  constructor(app: FakeApp, faults: Faults, changed: () => void) {
    this.#app = app;
    this.#faults = faults;
    this.#changed = changed;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = (request.url ?? '').replace(/^\/api\//, '').replace(/\?.*$/, '');
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The app was killed while it was asking: such a request never came.
      return;
    }
    const args = readArguments(Buffer.concat(chunks).toString());
    this.calls.push({ method, args, at: Date.now() });
    const fault = this.#faults.next(method);
    const answer =
      fault === 'hang' || fault === 'reset' ? undefined : this.#answer(method, args, request, fault);
    this.#changed();
    if (fault === 'hang' || fault === 'hang after') return;
    if (!answer || fault === 'reset after') request.socket.resetAndDestroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  #answer(method: string, args: Args, request: IncomingMessage, fault: SlackFault | undefined): HttpAnswer {
    const wait = this.rates.refuse(method, args, Date.now());
    if (wait !== undefined) return { status: 429, headers: { 'retry-after': String(wait) }, body: '' };
    if (fault === 'rate limited')
      return { status: 429, headers: { 'retry-after': String(this.retryAfter) }, body: '' };
    if (fault === 'rate limited without wait') return { status: 429, headers: {}, body: '' };
    if (fault === 'server error') return { status: 503, headers: {}, body: 'Service Unavailable' };
    if (fault === 'garbage') {
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<h1>Sign in to the network</h1>',
      };
    }
    try {
      if (typeof fault === 'object') throw new SlackRefusal(fault.error, { ...fault });
      return json({ ok: true, ...this.#call(method, args, request) });
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      return json({ ok: false, ...error.more, error: error.code });
    }
  }

  #call(method: string, args: Args, { headers, socket }: IncomingMessage): Record<string, unknown> {
    if (method === 'oauth.v2.access') return oauthV2Access(this.#app, args);
    if (headers.authorization === undefined) throw new SlackRefusal('not_authed');
    if (method === 'apps.connections.open') {
      if (headers.authorization !== `Bearer ${APP_TOKEN}`) throw new SlackRefusal('invalid_auth');
      return { url: `ws://127.0.0.1:${socket.localPort}/link` };
    }
    const token = headers.authorization.replace('Bearer ', '');
    const workspace = this.#app.tokens.get(token);
    if (!workspace) throw new SlackRefusal('invalid_auth');
    if (this.revoked) throw new SlackRefusal('token_revoked');
    if (method === 'auth.revoke') return authRevoke(this.#app, token);
    const endpoint = ENDPOINTS[method];
    if (!endpoint) throw new SlackRefusal('unknown_method');
    return endpoint(workspace, args, token.startsWith('xoxp-'));
  }
}
