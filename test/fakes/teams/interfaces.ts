import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkCard } from './card-check.ts';
import { activities, conversations } from './endpoints/conversations.ts';
import type { Call, Endpoint, EndpointAnswer } from './endpoints/endpoint.ts';
import { graphChannels, graphMembers } from './endpoints/graph-channels.ts';
import { graphMessages } from './endpoints/graph-messages.ts';
import { members } from './endpoints/members.ts';
import { teams } from './endpoints/teams.ts';
import type { Faults, Interface, TeamsFault } from './faults.ts';
import { APP_ID, TENANT, TeamsRefusal, type Organisation } from './organisation.ts';
import { Rates } from './rates.ts';
import type { Signing } from './signing.ts';

export const APP_PASSWORD = 'fake-client-secret';
const TOKENS = { connector: 'fake-connector-token', graph: 'fake-graph-token' };

const CONNECTOR: readonly Endpoint[] = [conversations, activities, members, teams];
const GRAPH: readonly Endpoint[] = [graphMembers, graphMessages, graphChannels];

/** A request that the app made, in the order of arrival. */
export interface Request {
  readonly at: Interface;
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

interface Answer extends EndpointAnswer {
  readonly headers?: Record<string, string>;
}

/** The HTTP side of Microsoft: who asks where, tokens, faults and the answer's form. */
export class Interfaces {
  readonly requests: Request[] = [];
  /** What workflows posted, as their senders wrote it. */
  readonly workflowPosts: Record<string, unknown>[] = [];
  /** Seconds in Retry-After. */
  retryAfter = 7;
  revoked = false;
  readonly rates = new Rates();
  readonly #organisation: Organisation;
  readonly #faults: Faults;
  readonly #signing: () => readonly Pick<Signing, 'jwk'>[];
  readonly #changed: () => void;

  constructor(
    organisation: Organisation,
    faults: Faults,
    signing: () => readonly Pick<Signing, 'jwk'>[],
    changed: () => void,
  ) {
    this.#organisation = organisation;
    this.#faults = faults;
    this.#signing = signing;
    this.#changed = changed;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The app was killed while it was asking: such a request never came.
      return;
    }
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${request.socket.localPort}`);
    const parts = url.pathname.split('/').filter((part) => part !== '');
    const at = placeOf(parts);
    const text = Buffer.concat(chunks).toString();
    const body = bodyOf(request, text);
    this.requests.push({ at, method: request.method ?? '', path: url.pathname, body });
    const fault = this.#faults.next(at);
    const answer =
      fault === 'hang' || fault === 'reset' ? undefined : this.#answer(at, request, url, parts, body, fault);
    this.#changed();
    if (fault === 'hang' || fault === 'hang after') return;
    if (!answer || fault === 'reset after') {
      request.socket.resetAndDestroy();
      return;
    }
    const { status = 200, headers = {} } = fault === 'gateway' ? { status: 502 } : answer;
    const json = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(status === 204 ? '' : json);
  }

  #answer(
    at: Interface,
    request: IncomingMessage,
    url: URL,
    parts: readonly string[],
    body: Record<string, unknown>,
    fault: TeamsFault | undefined,
  ): Answer {
    const headers = { 'retry-after': String(this.retryAfter) };
    if (fault === 'rate limited') return tooMany(headers);
    if (fault === 'rate limited without wait') return { status: 429, body: '' };
    if (fault === 'server error') return { status: 503, body: 'Service Unavailable' };
    if (fault === 'precondition') return { status: 412, body: { error: { code: 'PreconditionFailed' } } };
    if (fault === 'garbage')
      return { headers: { 'content-type': 'text/html' }, body: '<h1>Sign in to the network</h1>' };
    try {
      if (typeof fault === 'object') throw new TeamsRefusal(fault.status, fault.code, fault.message);
      if (at === 'login') return this.#login(parts, body);
      if (at === 'keys') return this.#keys(url, parts);
      if (at === 'workflow') return this.#workflow(body);
      return this.#call(at === 'graph' ? 'graph' : 'connector', request, url, parts, body);
    } catch (error) {
      if (!(error instanceof TeamsRefusal)) throw error;
      return { status: error.status, body: error.body };
    }
  }

  /** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
  #login([tenant]: readonly string[], body: Record<string, unknown>): Answer {
    const refuse = (error: string, number: string): Answer => ({
      status: error === 'invalid_client' ? 401 : 400,
      body: { error, error_description: `${number}: refused.`, error_codes: [Number(number.slice(6))] },
    });
    if (tenant !== TENANT) return refuse('invalid_request', 'AADSTS90002');
    if (body['client_id'] !== APP_ID) return refuse('unauthorized_client', 'AADSTS700016');
    if (body['client_secret'] !== APP_PASSWORD || this.revoked)
      return refuse('invalid_client', 'AADSTS7000215');
    const scope = String(body['scope']);
    const access_token = scope.startsWith('https://api.botframework.com') ? TOKENS.connector : TOKENS.graph;
    return { body: { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token } };
  }

  #keys(url: URL, [, what]: readonly string[]): Answer {
    if (what === 'keys') return { body: { keys: this.#signing().map(({ jwk }) => jwk) } };
    return {
      body: {
        issuer: 'https://api.botframework.com',
        jwks_uri: `${url.origin}/openid/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      },
    };
  }

  #workflow(body: Record<string, unknown>): Answer {
    const [attachment] = (body['attachments'] ?? []) as {
      contentType: string;
      content: Record<string, unknown>;
    }[];
    if (body['type'] !== 'message' || !attachment) throw new TeamsRefusal(400, 'TriggerInputSchemaMismatch');
    checkCard(attachment.content);
    this.workflowPosts.push(body);
    return { status: 202, body: '' };
  }

  #call(
    at: 'connector' | 'graph',
    request: IncomingMessage,
    url: URL,
    parts: readonly string[],
    body: Record<string, unknown>,
  ): Answer {
    if (request.headers.authorization !== `Bearer ${TOKENS[at]}` || this.revoked)
      throw new TeamsRefusal(401, at === 'graph' ? 'InvalidAuthenticationToken' : 'Unauthorized');
    const own = at === 'graph' ? 2 : 1;
    const call: Call = {
      method: request.method ?? '',
      path: parts.slice(own).map(decodeURIComponent),
      query: url.searchParams,
      body,
      base: `${url.origin}/${parts.slice(0, own).join('/')}`,
    };
    const wait = at === 'connector' ? this.rates.refuse(call.method, call.path, body, Date.now()) : undefined;
    if (wait !== undefined) return tooMany({ 'retry-after': String(wait) });
    for (const endpoint of at === 'graph' ? GRAPH : CONNECTOR) {
      const answer = endpoint(this.#organisation, call);
      if (answer) return answer;
    }
    throw new TeamsRefusal(404, 'ResourceNotFound', `${call.method} ${url.pathname}`);
  }
}

const tooMany = (headers: Record<string, string>): Answer => ({
  status: 429,
  headers,
  body: { error: { code: 'Throttled' } },
});

function placeOf([first]: readonly string[]): Interface {
  if (first === 'teams') return 'connector';
  if (first === 'graph') return 'graph';
  if (first === 'openid') return 'keys';
  return first === 'workflow' ? 'workflow' : 'login';
}

function bodyOf(request: IncomingMessage, text: string): Record<string, unknown> {
  if (text === '') return {};
  const type = request.headers['content-type'] ?? '';
  if (type.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  return JSON.parse(text) as Record<string, unknown>;
}
