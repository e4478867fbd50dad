import type { Answered } from '../faulty-server.ts';
import type { FakeIssue, FakeRepository } from './fake.ts';

/** `GET /repos/{owner}/{repo}/issues`. Source: GitHub Docs, "List repository issues". */
export function listIssues(
  shown: (issue: FakeIssue) => object,
  { issues }: FakeRepository,
  query: URLSearchParams,
): Answered {
  const since = Date.parse(query.get('since') ?? '1970-01-01T00:00:00Z');
  const perPage = Math.min(100, Number(query.get('per_page') ?? 30));
  const page = Number(query.get('page') ?? 1);
  const found = issues.filter(({ createdAt }) => createdAt >= since).toReversed();
  return { status: 200, body: found.slice((page - 1) * perPage, page * perPage).map(shown) };
}
