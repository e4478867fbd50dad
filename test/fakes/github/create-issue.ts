import type { Answered } from '../faulty-server.ts';
import { refused, type FakeIssue, type FakeRepository } from './fake.ts';

/** `POST /repos/{owner}/{repo}/issues`. Source: GitHub Docs, "Create an issue". */
export function createIssue(
  shown: (issue: FakeIssue) => object,
  repository: FakeRepository,
  body: unknown,
  now: number,
): Answered {
  const {
    title,
    body: text = '',
    labels = [],
  } = body as { title?: string; body?: string; labels?: string[] };
  if (repository.may !== 'write') return refused(403, 'Resource not accessible by personal access token');
  if (!title) {
    const errors = [{ resource: 'Issue', code: 'missing_field', field: 'title' }];
    return refused(422, 'Validation Failed', errors);
  }
  if (title.length > 256) {
    const errors = [{ resource: 'Issue', code: 'custom', field: 'title', message: 'title is too long' }];
    return refused(422, 'Validation Failed', errors);
  }
  const issue = { number: repository.issues.length + 1, title, body: text, labels, createdAt: now };
  repository.issues.push(issue);
  return { status: 201, body: shown(issue) };
}
