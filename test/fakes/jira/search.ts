import type { Answered } from '../faulty-server.ts';
import { refused, type FakeJira } from './fake.ts';

/** A search for issues of a project by a label; Jira Cloud shows new ones after a while. Source: "Search for issues using JQL". */
export function search(jira: FakeJira, body: unknown, now: number): Answered {
  const { jql = '', maxResults = 50 } = body as { jql?: string; maxResults?: number };
  const [, place = '', label = ''] =
    /^project = "([^"]+)" AND labels = "([^"\s]+)" ORDER BY created ASC$/.exec(jql) ?? [];
  const project = jira.projects.get(place);
  if (label === '') return refused(400, [`Error in the JQL Query: ${jql}`]);
  if (!project || project.may === 'nothing')
    return refused(400, [`The value '${place}' does not exist for the field 'project'.`]);
  const issues = project.issues
    .filter((issue) => issue.labels.includes(label) && issue.createdAt + jira.indexMs <= now)
    .slice(0, maxResults)
    .map(({ key, summary }) => ({ id: '10000', key, fields: { summary } }));
  return {
    status: 200,
    body: jira.deployment === 'cloud' ? { issues, isLast: true } : { issues, total: issues.length },
  };
}
