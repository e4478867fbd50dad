import type { Answered } from '../faulty-server.ts';
import { refused, type FakeIssue, type FakeRepository } from './fake.ts';

/** Source: GitHub Docs, "Create an issue comment". */
export function createComment(
  { may }: FakeRepository,
  issue: FakeIssue,
  body: unknown,
  { login, now }: { readonly login: string; readonly now: number },
): Answered {
  const { body: text } = body as { body?: string };
  if (may !== 'write') return refused(403, 'Resource not accessible by personal access token');
  if (!text)
    return refused(422, 'Validation Failed', [
      { resource: 'IssueComment', code: 'missing_field', field: 'body' },
    ]);
  issue.comments ??= [];
  const comment = { id: 1_000 * issue.number + issue.comments.length + 1, body: text, login, at: now };
  issue.comments.push(comment);
  return { status: 201, body: shown(comment) };
}

/** Source: GitHub Docs, "List issue comments": the oldest first, those updated since. */
export function listComments({ comments = [] }: FakeIssue, query: URLSearchParams): Answered {
  const since = Date.parse(query.get('since') ?? '1970-01-01T00:00:00Z');
  const perPage = Math.min(100, Number(query.get('per_page') ?? 30));
  const page = Number(query.get('page') ?? 1);
  const found = comments.filter(({ at }) => at >= since);
  return { status: 200, body: found.slice((page - 1) * perPage, page * perPage).map(shown) };
}

function shown({ id, body, login, at }: NonNullable<FakeIssue['comments']>[number]) {
  const time = new Date(at).toISOString();
  return { id, body, user: { login }, created_at: time, updated_at: time };
}
