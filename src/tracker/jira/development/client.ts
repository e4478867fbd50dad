import { fetch } from 'undici';
import type { Change } from '../../../git/change.ts';
import { unanswered } from '../../answer.ts';
import type { Development, DevelopmentItem, Pushed } from '../../development.ts';
import { TrackerError } from '../../error.ts';
import type { CallOptions, TrackerContext } from '../../tracker.ts';
import { itemsOf } from './entities.ts';
import { developmentRefusal } from './errors.ts';
import { pushedOf } from './pushed.ts';
import type { DevelopmentSettings } from './settings.ts';

/** How long before its end a token is not used any more, in milliseconds. */
const SPARE_MS = 60_000;
/** How long a token is good where Atlassian does not say, in milliseconds. */
const USUAL_LIFE_MS = 300_000;

interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: unknown;
}

/**
 * Development information of Jira Cloud, by OAuth credentials of the site.
 * Source: Atlassian Developer, "Jira Software Cloud REST API: Development Information", "Integrate Jira Software Cloud with
 * on-premises tools".
 */
export class JiraDevelopment implements Development {
  readonly #settings: DevelopmentSettings;
  readonly #context: TrackerContext;
  readonly #timeoutMs: number;
  #token: { readonly value: string; readonly until: number } | undefined;

  constructor(settings: DevelopmentSettings, timeoutMs: number, context: TrackerContext) {
    this.#settings = settings;
    this.#timeoutMs = timeoutMs;
    this.#context = context;
  }

  itemsOf(changes: readonly Change[], redact: (text: string) => string): DevelopmentItem[] {
    const { projects } = this.#settings;
    const known = projects && new Set(projects);
    return changes.flatMap((change) => itemsOf(change, { projects: known, redact }));
  }

  async push(items: readonly DevelopmentItem[], options: CallOptions = {}): Promise<Pushed> {
    const made = items.filter((item) => 'entity' in item);
    const gone = items.filter((item) => 'deleted' in item);
    const pushed =
      made.length === 0
        ? { accepted: 0, refused: [], unknownIssues: [] }
        : pushedOf(await this.#call('POST', '/bulk', this.#bulk(made), options));
    for (const { repository, type, id, sequence } of gone)
      await this.#call(
        'DELETE',
        `/repository/${repository.id}/${type}/${id}?_updateSequenceId=${sequence}`,
        undefined,
        options,
      );
    return { ...pushed, accepted: pushed.accepted + gone.length };
  }

  #bulk(items: readonly Extract<DevelopmentItem, { entity: unknown }>[]): object {
    const repositories = new Map<string, Record<string, unknown>>();
    for (const { repository, type, id, sequence, issues, entity } of items) {
      const found = repositories.get(repository.id) ?? {
        ...repository,
        updateSequenceId: sequence,
        commits: [],
        branches: [],
        pullRequests: [],
      };
      found.updateSequenceId = Math.max(Number(found.updateSequenceId), sequence);
      const kind = { commit: 'commits', branch: 'branches', pull_request: 'pullRequests' }[type];
      (found[kind] as object[]).push({ ...entity, id, issueKeys: issues, updateSequenceId: sequence });
      repositories.set(repository.id, found);
    }
    return {
      repositories: [...repositories.values()],
      preventTransitions: !this.#settings.smartCommits,
      properties: { source: 'muster' },
      providerMetadata: { product: 'Muster' },
    };
  }

  async #call(
    method: string,
    path: string,
    body: object | undefined,
    options: CallOptions,
  ): Promise<unknown> {
    const { url, cloudId } = this.#settings;
    const wasKnown = this.#token !== undefined;
    const ask = async (): Promise<Answer> =>
      this.#send(
        method,
        `${url}/jira/devinfo/0.1/cloud/${cloudId}${path}`,
        body,
        options,
        await this.#tokenNow(options),
      );
    let answer = await ask();
    if (answer.status === 401) {
      this.#token = undefined;
      // One that was withdrawn before its time is replaced once.
      if (wasKnown) answer = await ask();
    }
    if (answer.status === 202) return answer.body;
    throw developmentRefusal(answer, { tracker: this.#context.id, now: this.#context.now() });
  }

  async #tokenNow(options: CallOptions): Promise<string> {
    const now = this.#context.now();
    if (this.#token && this.#token.until > now) return this.#token.value;
    const { url, clientId, clientSecret } = this.#settings;
    const answer = await this.#send(
      'POST',
      `${url}/oauth/token`,
      {
        audience: 'api.atlassian.com',
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      },
      options,
    );
    const { access_token: value, expires_in: seconds } = (answer.body ?? {}) as Record<string, unknown>;
    if (answer.status !== 200 || typeof value !== 'string' || value === '')
      throw developmentRefusal(answer, { tracker: this.#context.id, now, isToken: true });
    const lifeMs = typeof seconds === 'number' ? seconds * 1_000 : USUAL_LIFE_MS;
    this.#token = { value, until: now + Math.max(0, lifeMs - SPARE_MS) };
    return value;
  }

  async #send(
    method: string,
    url: string,
    body: object | undefined,
    { signal }: CallOptions,
    token?: string,
  ): Promise<Answer> {
    const limits = [AbortSignal.timeout(this.#timeoutMs), ...(signal ? [signal] : [])];
    try {
      const response = await fetch(url, {
        method,
        ...(body && { body: JSON.stringify(body) }),
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body && { 'content-type': 'application/json' }),
          accept: 'application/json',
          'user-agent': 'Muster',
        },
        // Another host would get the token.
        redirect: 'manual',
        signal: AbortSignal.any(limits),
      });
      return { status: response.status, headers: response.headers, body: decoded(await response.text()) };
    } catch (error) {
      if (error instanceof TrackerError) throw error;
      throw unanswered(error, `trackers.${this.#context.id}.development`);
    }
  }
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
