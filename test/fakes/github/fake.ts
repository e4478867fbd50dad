import { FaultyServer, type Answered } from '../faulty-server.ts';
import { createComment, listComments } from './comments.ts';
import { createIssue } from './create-issue.ts';
import { listIssues } from './list-issues.ts';

export interface FakeIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  labels: readonly string[];
  comments?: { readonly id: number; readonly body: string; readonly login: string; readonly at: number }[];
  readonly createdAt: number;
  state?: 'open' | 'closed';
  closedAt?: number;
  /** When it was reopened. */
  readonly reopenedAt?: number[];
  /** Where it is now, where it was transferred. */
  goneTo?: { readonly place: string; readonly number: number };
}

export interface FakeRepository {
  readonly issues: FakeIssue[];
  hasIssues: boolean;
  /** What the token may do there. */
  may: 'write' | 'read' | 'nothing';
}

const documented = (path: string) => `https://docs.github.com/rest/issues/issues#${path}`;

/** @returns an error as GitHub words it. Source: GitHub Docs, "Troubleshooting the REST API". */
export function refused(status: number, message: string, errors?: readonly object[]): Answered {
  const documentation_url = documented('create-an-issue');
  return { status, body: { message, ...(errors && { errors }), documentation_url, status: String(status) } };
}

/** Closes or reopens an issue. @param at epoch milliseconds. */
export function turn(issue: FakeIssue, closed: boolean, at: number): void {
  if (closed === (issue.state === 'closed')) return;
  issue.state = closed ? 'closed' : 'open';
  if (closed) issue.closedAt = at;
  else Object.assign(issue, { reopenedAt: [...(issue.reopenedAt ?? []), at] });
}

/** Source: GitHub Docs, "List issue events". */
function eventsOf({ reopenedAt = [] }: FakeIssue): object[] {
  return reopenedAt.map((at) => ({ event: 'reopened', created_at: new Date(at).toISOString() }));
}

/** GitHub, as far as issues go. Source: GitHub Docs, "REST API endpoints for issues", version 2022-11-28. */
export class FakeGithub {
  readonly token = 'github_token_of_the_test';
  readonly login = 'muster-bot';
  readonly repositories = new Map<string, FakeRepository>();
  readonly server: FaultyServer;
  /** Is the token good? */
  revoked = false;

  constructor(now: () => number = Date.now) {
    this.server = new FaultyServer(({ method, url, headers, body }) => {
      if (headers['user-agent'] === undefined)
        return refused(403, 'Request forbidden by administrative rules.');
      const [, owner, name, number, below] =
        /^\/repos\/([^/]+)\/([^/]+)\/issues(?:\/(\d+)(\/events|\/comments)?)?$/.exec(url.pathname) ?? [];
      const place = `${owner ?? ''}/${name ?? ''}`;
      if (headers.authorization !== `Bearer ${this.token}` || this.revoked)
        return refused(401, 'Bad credentials');
      if (url.pathname === '/user') return { status: 200, body: { login: this.login, id: 1 } };
      const repository = this.repositories.get(place);
      if (!repository || repository.may === 'nothing') return refused(404, 'Not Found');
      if (!repository.hasIssues) return refused(410, 'Issues has been disabled in this repository.');
      if (number !== undefined) {
        const issue = repository.issues.find((one) => one.number === Number(number));
        if (!issue) return refused(404, 'Not Found');
        if (issue.goneTo) return this.#elsewhere(issue.goneTo, method);
        if (below === '/events') return { status: 200, body: eventsOf(issue) };
        if (below !== undefined && method === 'GET') return listComments(issue, url.searchParams);
        if (below !== undefined)
          return createComment(repository, issue, body, { login: this.login, now: now() });
        if (method === 'PATCH' && repository.may !== 'write')
          return refused(403, 'Resource not accessible by personal access token');
        const { state, labels } = (body ?? {}) as { state?: string; labels?: string[] };
        if (state !== undefined) turn(issue, state === 'closed', now());
        if (labels) issue.labels = labels;
        return { status: 200, body: this.#shown(place)(issue) };
      }
      if (method === 'GET') return listIssues(this.#shown(place), repository, url.searchParams);
      return createIssue(this.#shown(place), repository, body, now());
    });
  }

  repository(place: string): FakeRepository {
    const made: FakeRepository = { issues: [], hasIssues: true, may: 'write' };
    this.repositories.set(place, made);
    return made;
  }

  /** Transfers an issue: at its old address people and programs are sent to the new one. @returns its new number. */
  transfer(from: string, number: number, to: string): number {
    const issue = this.repositories.get(from)?.issues.find((one) => one.number === number);
    const target = this.repositories.get(to);
    if (!issue || !target) throw new Error(`there is no ${from}#${number}, or no ${to}`);
    const there = { ...issue, number: target.issues.length + 1 };
    target.issues.push(there);
    issue.goneTo = { place: to, number: there.number };
    return there.number;
  }

  /** Source: GitHub Docs, "Best practices for using the REST API", "Follow redirects"; "Get an issue" of one that was transferred. */
  #elsewhere({ place, number }: NonNullable<FakeIssue['goneTo']>, method: string): Answered {
    const location = `${this.server.base}/repos/${place}/issues/${number}`;
    const status = method === 'GET' ? 301 : 307;
    return { status, headers: { location }, body: { message: 'Moved Permanently', url: location } };
  }

  #shown(place: string) {
    return ({ number, title, body, labels, createdAt, state = 'open', closedAt, reopenedAt }: FakeIssue) => ({
      id: 9_007_199_254 + number,
      number,
      title,
      body,
      state,
      state_reason: state === 'closed' ? 'completed' : reopenedAt ? 'reopened' : null,
      closed_at: state === 'closed' && closedAt !== undefined ? new Date(closedAt).toISOString() : null,
      labels: labels.map((label) => ({ name: label })),
      created_at: new Date(createdAt).toISOString(),
      html_url: `https://github.example/${place}/issues/${number}`,
    });
  }
}
