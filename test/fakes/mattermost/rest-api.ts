import type { IncomingMessage, ServerResponse } from 'node:http';
import { ENDPOINTS } from './endpoints/index.ts';
import type { Faults, MattermostFault } from './faults.ts';
import { Rates } from './rates.ts';
import { MattermostAppError, refuse, type Json, type MattermostState } from './state.ts';

export const BOT_TOKEN = 'fakebottokenfakebottoken12';

/** A call that the app made, in the order of arrival. */
export interface RestCall {
  /** Method and route, as in ENDPOINTS. */
  readonly route: string;
  readonly path: string;
  readonly body: Json;
  readonly at: number;
}

interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const json = (status: number, body: unknown): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-version-id': '11.9.0' },
  body: JSON.stringify(body),
});
const page = (status: number, headers: Record<string, string> = {}, body = ''): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body,
});

function matching(method: string, path: string): { route: string; at: Record<string, string> } | undefined {
  const parts = path.split('/');
  for (const route of Object.keys(ENDPOINTS)) {
    const [verb, pattern = ''] = route.split(' ');
    const wanted = pattern.split('/');
    if (verb !== method || wanted.length !== parts.length) continue;
    if (!wanted.every((part, n) => part.startsWith(':') || part === parts[n])) continue;
    const at = wanted.flatMap((part, n) => (part.startsWith(':') ? [[part.slice(1), parts[n] ?? '']] : []));
    return { route, at: Object.fromEntries(at) as Record<string, string> };
  }
  return undefined;
}

/** The HTTP side of the REST API: tokens, faults and the answer's form. */
export class RestApi {
  readonly calls: RestCall[] = [];
  /** Seconds in Retry-After and X-Ratelimit-Reset. */
  retryAfter = 7;
  revoked = false;
  readonly rates = new Rates();
  readonly #state: MattermostState;
  readonly #faults: Faults;
  readonly #changed: () => void;

  /** @param changed is told after every call that may have changed the state. */
  constructor(state: MattermostState, faults: Faults, changed: () => void) {
    this.#state = state;
    this.#faults = faults;
    this.#changed = changed;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The app was killed while it was asking: such a request never came.
      return;
    }
    const text = Buffer.concat(chunks).toString();
    const body = (text ? JSON.parse(text) : {}) as Json;
    const path = url.pathname.replace(/^\/api\/v4/, '');
    const found = matching(request.method ?? '', path);
    const route = found?.route ?? `${request.method} ${path}`;
    this.calls.push({ route, path, body, at: Date.now() });
    const fault = this.#faults.next(route);
    const answer =
      fault === 'hang' || fault === 'reset'
        ? undefined
        : this.#answer(route, fault, request, () => {
            const endpoint = ENDPOINTS[route];
            if (!endpoint) return refuse('api.context.404.app_error', 404);
            return endpoint(this.#state, { at: found?.at ?? {}, query: url.searchParams, body });
          });
    this.#changed();
    if (fault === 'hang' || fault === 'hang after') return;
    if (!answer || fault === 'reset after') request.socket.resetAndDestroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  #answer(
    route: string,
    fault: MattermostFault | undefined,
    { headers }: IncomingMessage,
    act: () => unknown,
  ): HttpAnswer {
    const refused = this.rates.refuse(route, Date.now());
    if (refused !== undefined) {
      const wait = { 'retry-after': String(refused), 'x-ratelimit-reset': String(refused) };
      return page(429, wait, 'limit exceeded');
    }
    const wait = String(this.retryAfter);
    if (fault === 'rate limited')
      return page(429, { 'retry-after': wait, 'x-ratelimit-reset': '1' }, 'limit exceeded');
    if (fault === 'rate limited by reset') return page(429, { 'x-ratelimit-reset': wait }, 'limit exceeded');
    if (fault === 'rate limited without wait') return page(429);
    if (fault === 'server error') return page(503, {}, 'Service Unavailable');
    if (fault === 'garbage') return page(200, {}, '<h1>Sign in to the network</h1>');
    if (fault === 'redirect') return page(301, { location: 'https://elsewhere.example/' });
    try {
      if (typeof fault === 'object') throw new MattermostAppError(fault.id, fault.status);
      if (this.revoked || headers.authorization?.toLowerCase() !== `bearer ${BOT_TOKEN}`)
        refuse('api.context.session_expired.app_error', 401);
      return json(200, act());
    } catch (error) {
      if (!(error instanceof MattermostAppError)) throw error;
      const { id, status } = error;
      return json(status, {
        id,
        message: 'Something was refused.',
        detailed_error: '',
        request_id: 'r',
        status_code: status,
      });
    }
  }
}
