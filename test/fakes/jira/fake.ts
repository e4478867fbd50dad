import { FaultyServer, type Answered } from '../faulty-server.ts';
import { createComment, listComments } from './comments.ts';
import { createIssue } from './create-issue.ts';
import { search } from './search.ts';

export interface FakeIssue {
  readonly key: string;
  /** Keys that it had before it was moved, by which Jira knows it, too. */
  readonly formerly?: readonly string[];
  readonly summary: string;
  readonly description: unknown;
  readonly labels: readonly string[];
  readonly duedate?: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Key of the category of its status. */
  category?: 'new' | 'indeterminate' | 'done';
  changedAt?: number;
  /** Name of its status; without one that of its category. */
  status?: string;
  priority?: string;
  comments?: { readonly id: string; readonly body: unknown; readonly author: string }[];
}

export interface FakeProject {
  readonly issues: FakeIssue[];
  readonly types: string[];
  /** Fields that are on the screen by which issues are made. */
  readonly screen: Set<string>;
  may: 'write' | 'nothing';
  readonly priorities: string[];
}

/** @returns an `ErrorCollection`. Source: Atlassian Developer, "Jira Cloud platform REST API", "Create issue". */
export function refused(status: number, messages: string[], errors: Record<string, string> = {}): Answered {
  return { status, body: { errorMessages: messages, errors } };
}

/**
 * Jira, as far as making and finding issues goes. Source: Atlassian Developer, "The Jira Cloud platform REST API" version
 * 3, "Jira Data Center REST API" version 2.
 */
export class FakeJira {
  readonly token = 'jira-token-of-the-test';
  readonly account = 'account-of-the-test';
  /** What leads from anywhere to a category, and whether it wants something filled in. */
  readonly transitions = [
    { id: '11', category: 'indeterminate', wants: false },
    { id: '21', category: 'new', wants: false },
    { id: '31', category: 'done', wants: true },
    { id: '41', category: 'done', wants: false },
  ] as { id: string; category: NonNullable<FakeIssue['category']>; wants: boolean; status?: string }[];
  readonly email = 'muster@example.com';
  readonly projects = new Map<string, FakeProject>();
  readonly server: FaultyServer;
  readonly deployment: 'cloud' | 'data-center';
  revoked = false;
  /** How long it takes until the search shows an issue, in milliseconds. */
  indexMs = 0;

  constructor(deployment: 'cloud' | 'data-center', now: () => number = Date.now) {
    this.deployment = deployment;
    const version = deployment === 'cloud' ? 3 : 2;
    const basic = `Basic ${Buffer.from(`${this.email}:${this.token}`).toString('base64')}`;
    this.server = new FaultyServer(({ method, url, headers, body }) => {
      const given = headers.authorization;
      const known = given === (deployment === 'cloud' ? basic : `Bearer ${this.token}`);
      if (!known || this.revoked) return { status: 401, body: { message: 'Client must be authenticated' } };
      const rest = url.pathname.replace(`/rest/api/${version}`, '');
      if (method === 'GET' && rest === '/myself')
        return {
          status: 200,
          body: deployment === 'cloud' ? { accountId: this.account } : { key: this.account },
        };
      const [, key, below] = /^\/issue\/([A-Z]+-\d+)(\/transitions|\/comment)?$/.exec(rest) ?? [];
      if (key !== undefined && below === '/comment') {
        const issue = this.#find(key);
        if (!issue) return refused(404, ['Issue does not exist or you do not have permission to see it.']);
        return method === 'GET' ? listComments(issue, url.searchParams) : createComment(this, issue, body);
      }
      if (key !== undefined) return this.#issue(key, below !== undefined, method, body, now());
      if (method !== 'POST') return { status: 405 };
      switch (url.pathname) {
        case `/rest/api/${version}/issue`:
          return createIssue(this, body, now());
        case deployment === 'cloud' ? '/rest/api/3/search/jql' : '/rest/api/2/search':
          return search(this, body, now());
        default:
          return { status: 404, body: { errorMessages: ['null for uri'], errors: {} } };
      }
    });
  }

  /** Source: "Get issue", "Get transitions", "Transition issue". */
  #issue(key: string, transitions: boolean, method: string, body: unknown, now: number): Answered {
    const issue = this.#find(key);
    if (!issue) return refused(404, ['Issue does not exist or you do not have permission to see it.']);
    if (method === 'PUT') return this.#edit(issue, body);
    const categoryOf = (category: string, name = category.toUpperCase()) => ({
      name,
      statusCategory: { key: category },
    });
    if (transitions && method === 'GET') {
      const shown = this.transitions.map(({ id, category, wants, status }) => ({
        id,
        to: categoryOf(category, status),
        fields: wants ? { resolution: { required: true, hasDefaultValue: false } } : {},
      }));
      return { status: 200, body: { transitions: shown } };
    }
    if (transitions) {
      const wanted = (body as { transition?: { id?: string } }).transition?.id;
      const found = this.transitions.find(({ id, wants }) => id === wanted && !wants);
      if (!found) return refused(400, [], { resolution: 'Resolution is required.' });
      issue.category = found.category;
      if (found.status === undefined) delete issue.status;
      else issue.status = found.status;
      issue.changedAt = now;
      return { status: 204 };
    }
    const fields = {
      status: categoryOf(issue.category ?? 'new', issue.status),
      priority: issue.priority === undefined ? null : { name: issue.priority },
      // As Jira writes times.
      statuscategorychangedate: new Date(issue.changedAt ?? issue.createdAt)
        .toISOString()
        .replace('Z', '+0000'),
    };
    return { status: 200, body: { key: issue.key, fields } };
  }

  #find(key: string): FakeIssue | undefined {
    return [...this.projects.values()]
      .flatMap(({ issues }) => issues)
      .find((one) => one.key === key || one.formerly?.includes(key));
  }

  /** Source: "Edit issue". */
  #edit(issue: FakeIssue, body: unknown): Answered {
    const { fields } = body as { fields?: { priority?: { name?: string } } };
    const name = fields?.priority?.name ?? '';
    const project = this.projects.get(issue.key.split('-')[0] ?? '');
    if (!project?.priorities.includes(name))
      return refused(400, [], { priority: 'The priority selected is invalid.' });
    issue.priority = name;
    return { status: 204 };
  }

  /** Moves an issue to another project. @returns its new key. Source: Atlassian Support, "Move an issue to another project". */
  move(key: string, to: string): string {
    const target = this.projects.get(to);
    const from = this.projects.get(key.split('-')[0] ?? '');
    const at = from?.issues.findIndex((one) => one.key === key) ?? -1;
    const issue = from?.issues[at];
    if (!from || !issue || !target) throw new Error(`there is no ${key}, or no project ${to}`);
    const moved = {
      ...issue,
      key: `${to}-${target.issues.length + 1}`,
      formerly: [...(issue.formerly ?? []), key],
    };
    from.issues.splice(at, 1);
    target.issues.push(moved);
    return moved.key;
  }

  project(key: string): FakeProject {
    const screen = new Set(['labels', 'duedate', 'description']);
    const made: FakeProject = {
      issues: [],
      types: ['Task', 'Bug'],
      screen,
      may: 'write',
      priorities: ['Highest', 'High', 'Medium', 'Low'],
    };
    this.projects.set(key, made);
    return made;
  }
}
