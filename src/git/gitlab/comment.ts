import { z } from 'zod';
import { bounded, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import { bySchema, changed, ignored, type Told, unparsed } from '../event.ts';
import { mergeRequest, pullRequestOf } from './merge-request.ts';
import { authorOf, baseOf, project, text, user } from './project.ts';

const schema = z.object({
  project,
  user: user.nullish(),
  object_attributes: z.object({
    note: text,
    noteable_type: z.string(),
    action: text,
    url: text,
    commit_id: text,
    created_at: text,
  }),
  merge_request: mergeRequest.nullish(),
  commit: z.object({ id: z.string().min(1) }).nullish(),
});

/** Source: https://docs.gitlab.com/user/project/integrations/webhook_events/#comment-events */
export const readComment = bySchema(schema, commented);

function commented(body: z.infer<typeof schema>, told: Told): Reading {
  const { note, noteable_type, action, url: given, commit_id, created_at } = body.object_attributes;
  // GitLab before 16.11 names no action: it sends comments when they are made.
  if (action && action !== 'create')
    return action === 'update'
      ? ignored('nothing follows from a comment that was edited')
      : unparsed(`the action ${bounded(action, 100)} of a comment is not known`);
  const base = baseOf(body.project, authorOf(body.user), told, created_at);
  const said = bounded(note ?? '', MOST.text);
  const url = webAddress(given);
  const at = url === undefined ? {} : { url };
  if (noteable_type === 'Commit') {
    const commit = commit_id || body.commit?.id;
    return commit
      ? changed({ ...base, type: 'commit_comment', commit: bounded(commit, MOST.name), text: said, ...at })
      : unparsed('a comment on a commit that is not named');
  }
  if (noteable_type === 'MergeRequest')
    return body.merge_request
      ? changed({
          ...base,
          type: 'pull_request',
          action: 'commented',
          pullRequest: pullRequestOf(body.merge_request, body.project.web_url, [body.user]),
          comment: { text: said, ...at },
        })
      : unparsed('a comment on a merge request that is not named');
  return ignored(
    `nothing follows from a comment on what is neither commit nor merge request (${bounded(noteable_type, 100)})`,
  );
}
