import type { Answered } from '../faulty-server.ts';
import { isDocument } from './create-issue.ts';
import { refused, type FakeIssue, type FakeJira } from './fake.ts';

/** Source: "Add comment": a document in Jira Cloud, wiki markup in Jira Data Center. */
export function createComment({ deployment, account }: FakeJira, issue: FakeIssue, body: unknown): Answered {
  const { body: said } = body as { body?: unknown };
  const isWritten = deployment === 'cloud' ? isDocument(said) : typeof said === 'string' && said !== '';
  if (!isWritten) return refused(400, [], { comment: 'Comment body is not valid!' });
  issue.comments ??= [];
  const comment = { id: String(20_000 + issue.comments.length), body: said, author: account };
  issue.comments.push(comment);
  return { status: 201, body: shown(comment) };
}

/** Source: "Get comments". */
export function listComments({ comments = [] }: FakeIssue, query: URLSearchParams): Answered {
  const newest = query.get('orderBy') === '-created' ? comments.toReversed() : comments;
  const maxResults = Number(query.get('maxResults') ?? 50);
  const found = newest.slice(0, maxResults).map(shown);
  return { status: 200, body: { comments: found, maxResults, total: comments.length, startAt: 0 } };
}

function shown({ id, body, author }: NonNullable<FakeIssue['comments']>[number]) {
  return { id, body, author: { accountId: author } };
}
