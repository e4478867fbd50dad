import { randomUUID } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { KeyObject } from 'node:crypto';
import { FaultyServer, type Answered, type Asked } from '../faulty-server.ts';
import { refused } from './fake.ts';

/** A try to deliver, as GitHub lists it. */
export interface FakeAttempt {
  readonly id: string;
  readonly guid: string;
  readonly at: number;
  readonly redelivery: boolean;
  readonly code: number;
  readonly event: string;
}

export interface FakeHook {
  readonly id: number;
  readonly url: string;
  /** The newest first. */
  readonly attempts: FakeAttempt[];
}

/** Posts what GitHub delivers. @returns the status that was answered; 0 when nobody did. */
export type Post = (delivery: {
  readonly guid: string;
  readonly event: string;
  readonly url: string;
}) => Promise<number>;

/** How long GitHub knows what it delivered, in milliseconds. Source: GitHub Docs, "Viewing webhook deliveries". */
const KNOWN_MS = 3 * 86_400_000;
/** Ids are greater than what a number of JavaScript holds. */
const FIRST_ID = 9_007_199_254_740_993_000n;

/**
 * GitHub, as far as the webhooks of repositories, organizations and apps and their deliveries go. It sends nothing again
 * by itself. Source: GitHub Docs, "REST API endpoints for repository webhooks", "… organization webhooks", "… GitHub App
 * webhooks", version 2022-11-28; "Handling failed webhook deliveries".
 */
export class FakeGithubHooks {
  readonly token = 'github_token_of_the_hooks';
  /** By owner/repository, owner, or `app`. */
  readonly hooks = new Map<string, FakeHook[]>();
  readonly server: FaultyServer;
  /** Public key of the app, by which its tokens are verified. */
  appKey: KeyObject | undefined;
  readonly appId = 'Iv23.test';
  revoked = false;
  post: Post = () => Promise.resolve(0);
  /** What is under way. */
  readonly #under: Promise<void>[] = [];
  readonly #now: () => number;
  #ids = FIRST_ID;
  /** Most deliveries on a page, whatever is asked for. */
  pageSize = 100;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.server = new FaultyServer((asked) => this.#answer(asked));
  }

  /** Makes a webhook. */
  hook(place: string, url: string): FakeHook {
    const hook = { id: 4_711 + this.hooks.size, url, attempts: [] };
    this.hooks.set(place, [...(this.hooks.get(place) ?? []), hook]);
    return hook;
  }

  /** Delivers an event, once. @returns its guid. */
  async deliver(hook: FakeHook, event = 'push'): Promise<string> {
    const guid = randomUUID();
    await this.#attempt(hook, guid, event, false);
    return guid;
  }

  /** @returns once all that is delivered again has been. */
  async settled(): Promise<void> {
    await Promise.all(this.#under);
  }

  async #attempt(hook: FakeHook, guid: string, event: string, redelivery: boolean): Promise<void> {
    const at = this.#now();
    const code = await this.post({ guid, event, url: hook.url });
    hook.attempts.unshift({ id: String(this.#ids++), guid, at, redelivery, code, event });
  }

  #answer({ method, url, headers }: Asked): Answered {
    if (headers['user-agent'] === undefined)
      return refused(403, 'Request forbidden by administrative rules.');
    const [, place, rest = ''] =
      /^\/(repos\/[^/]+\/[^/]+\/hooks|orgs\/[^/]+\/hooks|app\/hook)(\/.*)?$/.exec(url.pathname) ?? [];
    if (place === undefined) return refused(404, 'Not Found');
    const isApp = place === 'app/hook';
    if (isApp ? !this.#isApp(headers.authorization) : headers.authorization !== `Bearer ${this.token}`)
      return refused(401, 'Bad credentials');
    if (this.revoked) return refused(401, 'Bad credentials');
    const name = isApp ? 'app' : place.replace(/^(repos|orgs)\//, '').replace(/\/hooks$/, '');
    const hooks = this.hooks.get(decodeURIComponent(name));
    if (!hooks) return refused(404, 'Not Found');
    if (rest === '')
      return {
        status: 200,
        body: hooks.map(({ id, url: address }) => ({
          type: 'Repository',
          id,
          name: 'web',
          active: true,
          events: ['push'],
          config: { content_type: 'json', insecure_ssl: '0', secret: '********', url: address },
        })),
      };
    const [, number, below = ''] = isApp ? ['', undefined, rest] : (/^\/(\d+)(\/.*)$/.exec(rest) ?? []);
    const hook = isApp ? hooks[0] : hooks.find(({ id }) => String(id) === number);
    if (!hook) return refused(404, 'Not Found');
    if (method === 'GET' && below === '/deliveries') return this.#list(hook, url);
    const [, attempt] = /^\/deliveries\/(\d+)\/attempts$/.exec(below) ?? [];
    if (method !== 'POST' || attempt === undefined) return refused(404, 'Not Found');
    return this.#again(hook, attempt);
  }

  #known({ attempts }: FakeHook): readonly FakeAttempt[] {
    return attempts.filter(({ at }) => this.#now() - at <= KNOWN_MS);
  }

  /** Source: "List deliveries for a repository webhook". */
  #list(hook: FakeHook, url: URL): Answered {
    const size = Math.min(this.pageSize, Number(url.searchParams.get('per_page') ?? 30));
    const all = this.#known(hook);
    const cursor = url.searchParams.get('cursor');
    const from = cursor === null ? 0 : all.findIndex(({ id }) => `v1_${id}` === cursor);
    if (from < 0) return refused(422, 'Invalid cursor');
    const page = all.slice(from, from + size);
    const next = all[from + size];
    const link = new URL(url.pathname, this.server.base);
    if (next) link.searchParams.set('cursor', `v1_${next.id}`);
    const shown = page.map(({ guid, at, redelivery, code, event, id }) => ({
      id: `#${id}#`,
      guid,
      delivered_at: new Date(at).toISOString(),
      redelivery,
      duration: 0.03,
      status:
        code >= 200 && code < 300
          ? 'OK'
          : code === 0
            ? 'failed to connect to host'
            : `Invalid HTTP Response: ${code}`,
      status_code: code,
      event,
      action: null,
      installation_id: null,
      repository_id: 123,
      throttled_at: null,
    }));
    return {
      status: 200,
      ...(next && { headers: { link: `<${link.href}>; rel="next"` } }),
      // Ids are numbers, which JavaScript would not write as they are.
      raw: JSON.stringify(shown).replace(/"#(\d+)#"/g, '$1'),
    };
  }

  /** Source: "Redeliver a delivery for a repository webhook". */
  #again(hook: FakeHook, id: string): Answered {
    const attempt = this.#known(hook).find((one) => one.id === id);
    if (!attempt) return refused(422, 'Delivery not found');
    this.#under.push(this.#attempt(hook, attempt.guid, attempt.event, true));
    return { status: 202, body: {} };
  }

  #isApp(authorization: string | undefined): boolean {
    // Verified for real in `isSignedByApp`: an answer is made at once.
    return this.appKey !== undefined && /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(authorization ?? '');
  }

  /** @throws what is wrong with a token of the app. Source: "Generating a JSON Web Token (JWT) for a GitHub App". */
  async verifyApp(authorization: string | undefined): Promise<void> {
    if (!this.appKey) throw new Error('there is no app');
    const { payload } = await jwtVerify((authorization ?? '').replace('Bearer ', ''), this.appKey, {
      issuer: this.appId,
      algorithms: ['RS256'],
      currentDate: new Date(this.#now()),
    });
    const { iat = 0, exp = 0 } = payload;
    if (exp * 1_000 - this.#now() > 600_000) throw new Error('the expiration time is too far in the future');
    if (iat * 1_000 > this.#now()) throw new Error('it was issued in the future');
  }
}
