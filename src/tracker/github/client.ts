import { request } from '@octokit/request';
import { unanswered } from '../answer.ts';
import { TrackerError } from '../error.ts';
import { titleOf } from '../title.ts';
import type {
  CallOptions,
  NewComment,
  NewTicket,
  Standing,
  Ticket,
  TicketState,
  Tracker,
  TrackerContext,
} from '../tracker.ts';
import { refusal } from './errors.ts';
import { disarmed, githubMarkdown } from './markdown.ts';
import type { GithubSettings } from './settings.ts';

/** Longest title that GitHub takes, in characters. */
const TITLE_LIMIT = 256;
/** Issues on a page, and how many pages of the newest are looked through: more are not made in a repository within a day. */
const PER_PAGE = 100;
const PAGES = 20;
/** How far GitHub's clock may be behind ours, in milliseconds. */
const CLOCK_SKEW_MS = 5 * 60_000;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

interface Issue {
  readonly number: number;
  readonly html_url: string;
  readonly body?: string | null;
}

/** GitHub Issues, of github.com and of GitHub Enterprise. Source: GitHub Docs, "REST API endpoints for issues". */
export class GithubTracker implements Tracker {
  readonly kind = 'github';
  readonly id: string;
  readonly #settings: GithubSettings;
  readonly #now: () => number;

  constructor(settings: GithubSettings, { id, now }: TrackerContext) {
    this.id = id;
    this.#settings = settings;
    this.#now = now;
  }

  async create(ticket: NewTicket, options?: CallOptions): Promise<Ticket> {
    const { place, title, paragraphs, marker } = ticket;
    const labels = this.#labelsOf(ticket);
    const body = [...paragraphs.map(githubMarkdown), commentOf(marker)].join('\n\n');
    const { data } = await this.#call(
      'POST',
      place,
      { title: titleOf(disarmed(title), TITLE_LIMIT), body, ...(labels.length > 0 && { labels }) },
      201,
      options,
    );
    return ticketOf(place, issueIn(data) ?? this.#misunderstood());
  }

  /** The list of a repository is up to date at once; the search is not. */
  async find(
    { place, marker, since }: { place: string; marker: string; since: number },
    options?: CallOptions,
  ): Promise<Ticket | undefined> {
    for (let page = 1; page <= PAGES; page++) {
      const query = {
        state: 'all',
        sort: 'created',
        direction: 'desc',
        since: new Date(since - CLOCK_SKEW_MS).toISOString(),
        per_page: PER_PAGE,
        page,
      };
      const { data } = await this.#call('GET', place, query, 200, options);
      if (!Array.isArray(data)) return this.#misunderstood();
      for (const one of data) {
        const issue = issueIn(one);
        if (issue?.body?.includes(commentOf(marker))) return ticketOf(place, issue);
      }
      if (data.length < PER_PAGE) return undefined;
    }
    return undefined;
  }

  async state(key: string, options?: CallOptions): Promise<TicketState> {
    const { place, number } = this.#parts(key);
    const { data } = await this.#call('GET', place, {}, 200, options, `/${number}`);
    const { state, closed_at: closedAt, state_reason: reason } = (data ?? {}) as Record<string, unknown>;
    if (state !== 'open' && state !== 'closed') return this.#misunderstood();
    if (state === 'closed') {
      const at = typeof closedAt === 'string' ? Date.parse(closedAt) : Number.NaN;
      return { done: true, ...(!Number.isNaN(at) && { at }) };
    }
    if (reason !== 'reopened') return { done: false };
    const at = await this.#reopenedAt(place, number, options);
    return { done: false, ...(at !== undefined && { at }) };
  }

  async setDone(key: string, done: boolean, options?: CallOptions): Promise<void> {
    const { place, number } = this.#parts(key);
    const wanted = done
      ? { state: 'closed', state_reason: 'completed' }
      : { state: 'open', state_reason: 'reopened' };
    await this.#call('PATCH', place, wanted, 200, options, `/${number}`);
  }

  async stand(key: string, { status, severity }: Partial<Standing>, options?: CallOptions): Promise<void> {
    const { place, number } = this.#parts(key);
    const { closedAt, severityLabels } = this.#settings.incidents;
    const { data } = await this.#call('GET', place, {}, 200, options, `/${number}`);
    const { state, labels } = (data ?? {}) as Record<string, unknown>;
    if (state !== 'open' && state !== 'closed') return this.#misunderstood();
    const done = closedAt.some((one) => one === status);
    if (status !== undefined && (state === 'closed') !== done) await this.setDone(key, done, options);
    if (severity === undefined) return;
    const named = (Array.isArray(labels) ? labels : []).flatMap((one: unknown) => labelNamed(one));
    const own = severityLabels[severity];
    const others = new Set(Object.values(severityLabels).filter((one) => one !== own));
    const kept = named.filter((one) => !others.has(one));
    const wanted = own === undefined || kept.includes(own) ? kept : [...kept, own];
    if (wanted.length === named.length && wanted.every((one) => named.includes(one))) return;
    await this.#call('PATCH', place, { labels: wanted }, 200, options, `/${number}`);
  }

  async comment(key: string, { paragraphs }: NewComment, options?: CallOptions): Promise<string> {
    const { place, number } = this.#parts(key);
    const body = paragraphs.map(githubMarkdown).join('\n\n');
    const { data } = await this.#call('POST', place, { body }, 201, options, `/${number}/comments`);
    return commentIn(data)?.id ?? this.#misunderstood();
  }

  async findComment(
    { key, marker, since }: { key: string; marker: string; since: number },
    options?: CallOptions,
  ): Promise<string | undefined> {
    const { place, number } = this.#parts(key);
    for (let page = 1; page <= PAGES; page++) {
      const query = { since: new Date(since - CLOCK_SKEW_MS).toISOString(), per_page: PER_PAGE, page };
      const { data } = await this.#call('GET', place, query, 200, options, `/${number}/comments`);
      if (!Array.isArray(data)) return this.#misunderstood();
      const found = data.map(commentIn).find((one) => one?.body.includes(marker));
      if (found || data.length < PER_PAGE) return found?.id;
    }
    return undefined;
  }

  ticketAt(url: string): Ticket | undefined {
    const [, site, place = '', number = ''] =
      /^(https?:\/\/[^/]+(?:\/.+)?)\/([^/]+\/[^/]+)\/issues\/(\d+)\/?(?:[?#].*)?$/.exec(url) ?? [];
    if (site !== this.#site) return undefined;
    return { place, key: `${place}#${number}`, url: `${site}/${place}/issues/${number}` };
  }

  async account(options?: CallOptions): Promise<string> {
    const { data } = await this.#send('GET /user', {}, { place: 'user', ticket: undefined }, 200, options);
    const { login } = (data ?? {}) as { login?: unknown };
    return typeof login === 'string' ? login : this.#misunderstood();
  }

  /** Where people open what the API serves: of GitHub Enterprise Server the same host. */
  get #site(): string {
    const { site, url } = this.#settings;
    return site ?? (url === 'https://api.github.com' ? 'https://github.com' : url.replace(/\/api\/v3$/, ''));
  }

  #labelsOf({ incident }: NewTicket): readonly string[] {
    const { labels, incidents } = this.#settings;
    if (!incident) return labels;
    const ofSeverity = incidents.severityLabels[incident.severity];
    return [...new Set([...labels, ...incidents.labels, ...(ofSeverity === undefined ? [] : [ofSeverity])])];
  }

  /** An issue tells when it was closed, and its events when it was reopened: the newest are on the last page. */
  async #reopenedAt(place: string, number: number, options?: CallOptions): Promise<number | undefined> {
    let at: number | undefined;
    for (let page = 1; page <= PAGES; page++) {
      const { data } = await this.#call(
        'GET',
        place,
        { per_page: PER_PAGE, page },
        200,
        options,
        `/${number}/events`,
      );
      if (!Array.isArray(data)) return this.#misunderstood();
      for (const one of data as { event?: unknown; created_at?: unknown }[])
        if (one.event === 'reopened' && typeof one.created_at === 'string') at = Date.parse(one.created_at);
      if (data.length < PER_PAGE) return at;
    }
    return at;
  }

  #parts(key: string): { readonly place: string; readonly number: number } {
    const [, place = '', number = ''] = /^([^#]+)#(\d+)$/.exec(key) ?? [];
    return { place, number: Number(number) };
  }

  #call(
    method: 'GET' | 'POST' | 'PATCH',
    place: string,
    parameters: object,
    expected: number,
    options?: CallOptions,
    below = '',
  ): Promise<Answer> {
    const [owner = '', repo = ''] = place.split('/');
    const route = `${method} /repos/{owner}/{repo}/issues${below}`;
    const [, number] = /^\/(\d+)/.exec(below) ?? [];
    const ticket = number === undefined ? undefined : `${place}#${number}`;
    return this.#send(route, { owner, repo, ...parameters }, { place, ticket }, expected, options);
  }

  async #send(
    route: string,
    parameters: object,
    about: { readonly place: string; readonly ticket: string | undefined },
    expected: number,
    { signal }: CallOptions = {},
  ): Promise<Answer> {
    const { url, token, timeoutMs } = this.#settings;
    const limits = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
    const answer: Answer = await request(route, {
      baseUrl: url,
      ...parameters,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.github+json',
        'user-agent': 'Muster',
        'x-github-api-version': '2022-11-28',
      },
      // A POST that is sent elsewhere may arrive there as a GET, or without its token.
      request: { redirect: 'manual', signal: AbortSignal.any(limits) },
    }).catch((error: unknown): Answer => {
      const { response } = error as { response?: Answer };
      if (!response) throw unanswered(error, `trackers.${this.id}`);
      return response;
    });
    if (answer.status === expected) return answer;
    throw refusal(answer, { tracker: this.id, ...about, now: this.#now() });
  }

  #misunderstood(): never {
    throw new TrackerError(
      'outcome_unknown',
      `trackers.${this.id} answered what GitHub does not: check url, and what stands between.`,
    );
  }
}

/** A comment of HTML is not shown. */
const commentOf = (marker: string): string => `<!-- ${marker} -->`;

const ticketOf = (place: string, { number, html_url: url }: Issue): Ticket => ({
  place,
  key: `${place}#${number}`,
  url,
});

function issueIn(data: unknown): Issue | undefined {
  const { number, html_url: url, body } = (data ?? {}) as Partial<Record<keyof Issue, unknown>>;
  if (typeof number !== 'number' || typeof url !== 'string' || !/^https?:\/\//.test(url)) return undefined;
  return { number, html_url: url, ...(typeof body === 'string' && { body }) };
}

function labelNamed(label: unknown): string[] {
  if (typeof label === 'string') return [label];
  const { name } = (label ?? {}) as { name?: unknown };
  return typeof name === 'string' ? [name] : [];
}

function commentIn(data: unknown): { readonly id: string; readonly body: string } | undefined {
  const { id, body } = (data ?? {}) as { id?: unknown; body?: unknown };
  return typeof id === 'number' ? { id: String(id), body: typeof body === 'string' ? body : '' } : undefined;
}
