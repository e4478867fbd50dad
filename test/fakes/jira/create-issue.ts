import type { Answered } from '../faulty-server.ts';
import { refused, type FakeJira } from './fake.ts';

interface Fields {
  readonly project?: { readonly key?: string };
  readonly issuetype?: { readonly name?: string };
  readonly summary?: string;
  readonly description?: unknown;
  readonly labels?: string[];
  readonly duedate?: string;
}

/** A document: paragraphs of text nodes, none of them empty. Source: "Atlassian Document Format". */
export function isDocument(value: unknown): boolean {
  const { type, version, content } = value as { type?: string; version?: number; content?: unknown[] };
  return (
    type === 'doc' &&
    version === 1 &&
    Array.isArray(content) &&
    content.every((block) => {
      const { type: kind, content: inner } = block as { type?: string; content?: { text?: string }[] };
      return kind === 'paragraph' && Array.isArray(inner) && inner.every(({ text }) => !!text);
    })
  );
}

/** `POST /rest/api/{2|3}/issue`. Source: "Create issue". */
export function createIssue(jira: FakeJira, body: unknown, now: number): Answered {
  const { fields = {} } = body as { fields?: Fields };
  const project = jira.projects.get(fields.project?.key ?? '');
  if (!project || project.may === 'nothing')
    return refused(400, [], { project: 'Specify a valid project ID or key' });
  const errors: Record<string, string> = {};
  if (!project.types.includes(fields.issuetype?.name ?? '')) errors.issuetype = 'Specify a valid issue type';
  if (!fields.summary) errors.summary = 'You must specify a summary of the issue.';
  else if (fields.summary.length > 255) errors.summary = 'Summary must be less than 255 characters.';
  else if (/[\r\n]/.test(fields.summary))
    errors.summary = 'The summary is invalid because it contains newline characters.';
  const isText = typeof fields.description === 'string';
  if (jira.deployment === 'cloud' ? !isDocument(fields.description) : !isText)
    errors.description = 'Operation value must be an Atlassian Document';
  for (const field of ['labels', 'duedate'] as const)
    if (fields[field] !== undefined && !project.screen.has(field))
      errors[field] = `Field '${field}' cannot be set. It is not on the appropriate screen, or unknown.`;
  if (fields.labels?.some((label) => /\s/.test(label))) errors.labels = 'The label contains spaces.';
  if (fields.duedate !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(fields.duedate))
    errors.duedate = 'Error parsing date string';
  if (Object.keys(errors).length > 0) return refused(400, [], errors);
  const key = `${fields.project?.key ?? ''}-${project.issues.length + 1}`;
  const { summary = '', description, labels = [], duedate } = fields;
  project.issues.push({
    key,
    summary,
    description,
    labels,
    createdAt: now,
    ...(duedate !== undefined && { duedate }),
  });
  return { status: 201, body: { id: '10000', key, self: `${jira.server.base}/rest/api/3/issue/10000` } };
}
