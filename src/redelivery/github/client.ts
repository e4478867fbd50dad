import { createPrivateKey } from 'node:crypto';
import { request } from '@octokit/request';
import { SignJWT } from 'jose';
import { quotedWords } from '../../tracker/answer.ts';
import { gitHubWaitMs, gitHubWords, type GitHubAnswer } from '../../transport/github-answer.ts';
import { connectionCodes } from '../../transport/not-sent.ts';
import { SenderError, type Attempt, type AttemptPage, type Attempts, type CallOptions } from '../attempts.ts';

/** What the configuration says under `integrations.<name>.redelivery` for `source: github`. */
export interface GitHubRedelivery {
  /** Address of the REST API, without a slash at its end. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Repositories and organizations that have the webhook. */
  readonly of: readonly string[];
  /** Instead: an app whose webhook it is. */
  readonly app?: { readonly id: string; readonly privateKey: string } | undefined;
  readonly everyMs: number;
}

/** Which webhook is meant, and how times are told. */
export interface GitHubContext {
  /** Name of the integration in the configuration. */
  readonly integration: string;
  /** Ends of the addresses to which it may post: with the secret, and while that is replaced with the one before. */
  readonly paths: readonly string[];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Within a text of JSON this is written otherwise. */
const LONG_ID = /"id":\s*(\d{16,})/g;
/** The name of an app's own webhook. */
const APP = 'app';
const PER_PAGE = 100;
/** Pages of webhooks that are looked through. */
const HOOK_PAGES = 10;
/** How long one call may take, in milliseconds. */
const TIMEOUT_MS = 15_000;
/** How long a token of an app holds, and how far GitHub's clock may be behind, in seconds; GitHub takes 10 minutes at most. */
const TOKEN_S = 300;
const SKEW_S = 60;

/**
 * The deliveries of webhooks of GitHub and GitHub Enterprise Server. Source: GitHub Docs, "REST API endpoints for
 * repository webhooks", "… organization webhooks", "… GitHub App webhooks"; "Handling failed webhook deliveries".
 */
export class GitHubAttempts implements Attempts {
  readonly hooks: readonly string[];
  readonly everyMs: number;
  readonly #settings: GitHubRedelivery;
  readonly #context: GitHubContext;
  readonly #roots = new Map<string, string>();

  constructor(settings: GitHubRedelivery, context: GitHubContext) {
    this.#settings = settings;
    this.#context = context;
    this.everyMs = settings.everyMs;
    this.hooks = settings.app ? [APP] : settings.of;
  }

  async page(hook: string, cursor: string | undefined, options?: CallOptions): Promise<AttemptPage> {
    const path = `${await this.#root(hook, options)}/deliveries`;
    const query = { per_page: PER_PAGE, ...(cursor !== undefined && { cursor }) };
    const { data, headers } = await this.#call('GET', path, hook, query, 200, options);
    if (!Array.isArray(data)) return this.#misunderstood();
    const next = nextIn(String(headers.link ?? ''));
    return {
      attempts: data.map((one) => attemptIn(one) ?? this.#misunderstood()),
      ...(next !== undefined && { next }),
    };
  }

  async again(hook: string, attempt: string, options?: CallOptions): Promise<void> {
    const path = `${await this.#root(hook, options)}/deliveries/${encodeURIComponent(attempt)}/attempts`;
    await this.#call('POST', path, hook, {}, 202, options);
  }

  /** @returns the path of a webhook, found by the address to which it posts. */
  async #root(hook: string, options?: CallOptions): Promise<string> {
    if (this.#settings.app) return '/app/hook';
    const known = this.#roots.get(hook);
    if (known !== undefined) return known;
    const [owner = '', repository] = hook.split('/').map(encodeURIComponent);
    const all = repository === undefined ? `/orgs/${owner}/hooks` : `/repos/${owner}/${repository}/hooks`;
    for (let page = 1; page <= HOOK_PAGES; page++) {
      const { data } = await this.#call('GET', all, hook, { per_page: PER_PAGE, page }, 200, options);
      if (!Array.isArray(data)) return this.#misunderstood();
      const id = data.map((one) => hookIn(one)).find((one) => one && this.#isOurs(one.url))?.id;
      if (id !== undefined) {
        const root = `${all}/${id}`;
        this.#roots.set(hook, root);
        return root;
      }
      if (data.length < PER_PAGE) break;
    }
    throw new SenderError(
      `${hook} has no webhook that posts to the address of this integration: make it as the guide says, or take ${hook} out of ${this.#setting('of')}.`,
    );
  }

  #isOurs(url: string): boolean {
    const [address = ''] = url.split(/[?#]/);
    return this.#context.paths.some((path) => address.endsWith(path));
  }

  async #call(
    method: 'GET' | 'POST',
    path: string,
    hook: string,
    query: Readonly<Record<string, string | number>>,
    expected: number,
    { signal }: CallOptions = {},
  ): Promise<GitHubAnswer> {
    const limits = [AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])];
    const answer: GitHubAnswer = await request(`${method} ${path}`, {
      baseUrl: this.#settings.url,
      ...query,
      headers: {
        authorization: `Bearer ${await this.#token()}`,
        accept: 'application/vnd.github+json',
        'user-agent': 'Muster',
        'x-github-api-version': '2022-11-28',
      },
      // A token goes to nobody else. Ids may be greater than what a number of JavaScript holds.
      request: {
        redirect: 'manual',
        signal: AbortSignal.any(limits),
        parseSuccessResponseBody: false,
      },
    }).catch((error: unknown): GitHubAnswer => {
      const { response } = error as { response?: GitHubAnswer };
      if (response) return response;
      const [code] = connectionCodes(error);
      const why = code === undefined ? '' : ` (${code})`;
      throw new SenderError(`GitHub did not answer${why}: look at ${this.#setting('url')}.`, {
        cause: error,
      });
    });
    if (answer.status !== expected) throw this.#refusal(answer, hook, method);
    return { ...answer, data: await this.#read(answer.data) };
  }

  async #read(body: unknown): Promise<unknown> {
    let text: string;
    try {
      text = body instanceof ReadableStream ? await new Response(body).text() : '';
    } catch (error) {
      throw new SenderError('GitHub did not end its answer.', { cause: error });
    }
    try {
      return text === '' ? undefined : (JSON.parse(text.replace(LONG_ID, '"id":"$1"')) as unknown);
    } catch {
      return this.#misunderstood();
    }
  }

  async #token(): Promise<string> {
    const { app, token = '' } = this.#settings;
    if (!app) return token;
    const seconds = Math.floor(this.#context.now() / 1_000);
    try {
      return await new SignJWT()
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
        .setIssuer(app.id)
        .setIssuedAt(seconds - SKEW_S)
        .setExpirationTime(seconds + TOKEN_S)
        .sign(createPrivateKey(app.privateKey));
    } catch {
      throw new SenderError(
        `${this.#setting('app.privateKey')} is no private key: take the .pem file that GitHub made for the app.`,
      );
    }
  }

  #refusal(answer: GitHubAnswer, hook: string, method: 'GET' | 'POST'): SenderError {
    const { status } = answer;
    const restMs = gitHubWaitMs(answer, this.#context.now());
    if (restMs !== undefined)
      return new SenderError(`GitHub asks to wait for ${Math.ceil(restMs / 1_000)} s (${status}).`, {
        restMs,
      });
    const said = `(${status}${quotedWords(gitHubWords(answer.data))})`;
    const isApp = this.#settings.app !== undefined;
    if (status === 401)
      return new SenderError(
        `GitHub refuses ${isApp ? 'the key of the app' : 'the token'} ${said}: set ${this.#setting(isApp ? 'app' : 'token')} anew.`,
      );
    if (method === 'POST' && [400, 404, 410, 422].includes(status))
      return new SenderError(`GitHub does not send a delivery of ${hook} again ${said}.`, { isGone: true });
    if (status === 403 || status === 404)
      return new SenderError(
        `GitHub does not show the webhook of ${hook} ${said}: the token needs write access to webhooks there, and to be authorised for single sign-on where the organization wants that (${this.#setting('token')}).`,
      );
    return new SenderError(`GitHub could not say what it delivered to ${hook} ${said}; it is asked again.`);
  }

  #misunderstood(): never {
    throw new SenderError(
      `What answered is not GitHub: look at ${this.#setting('url')}, and at what stands between.`,
    );
  }

  #setting(name: string): string {
    return `integrations.${this.#context.integration}.redelivery.${name}`;
  }
}

/** @returns the cursor of the next page that a Link header names (RFC 8288). */
function nextIn(link: string): string | undefined {
  const [, address] = /<([^<>]+)>\s*;[^,]*\brel="?next"?/.exec(link) ?? [];
  if (address === undefined || !URL.canParse(address)) return undefined;
  return new URL(address).searchParams.get('cursor') ?? undefined;
}

function attemptIn(data: unknown): Attempt | undefined {
  const { id, guid, delivered_at: at, status, status_code: code } = (data ?? {}) as Record<string, unknown>;
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (!isId(id) || typeof guid !== 'string' || Number.isNaN(time)) return undefined;
  const isTaken = typeof code === 'number' && code >= 200 && code < 300;
  const outcome =
    typeof code === 'number' && code > 0
      ? String(code)
      : typeof status === 'string'
        ? status.slice(0, 100)
        : 'not answered';
  return { id: String(id), delivery: guid, at: time, isTaken, outcome };
}

function hookIn(data: unknown): { readonly id: string; readonly url: string } | undefined {
  const { id, config } = (data ?? {}) as { id?: unknown; config?: { url?: unknown } | null };
  return isId(id) && typeof config?.url === 'string' ? { id: String(id), url: config.url } : undefined;
}

function isId(id: unknown): id is number | string {
  return (typeof id === 'number' && Number.isSafeInteger(id)) || (typeof id === 'string' && /^\d+$/.test(id));
}
