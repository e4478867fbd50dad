import { z } from 'zod';
import { bounded, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { PullRequest, PullRequestAction } from '../change.ts';
import { bySchema, changed, entry, type Told, unparsed } from '../event.ts';
import { authorOf, baseOf, project, text, user } from './project.ts';

export const mergeRequest = z.object({
  iid: z.number(),
  title: z.string(),
  description: text,
  url: text,
  source_branch: z.string(),
  target_branch: z.string(),
  state: z.string(),
  author_id: z.number().nullish(),
  draft: z.boolean().nullish(),
  // Before GitLab 15.
  work_in_progress: z.boolean().nullish(),
  merge_commit_sha: text,
  squash_commit_sha: text,
  updated_at: text,
  last_commit: z.object({ id: text }).nullish(),
});

const schema = z.object({
  project,
  user: user.nullish(),
  assignees: z.array(user).nullish(),
  reviewers: z.array(user).nullish(),
  object_attributes: mergeRequest.extend({ action: text }),
});

/** Source: https://docs.gitlab.com/user/project/integrations/webhook_events/#merge-request-events */
export const readMergeRequest = bySchema(schema, mergeRequestChanged);

const actions: Readonly<Record<string, PullRequestAction>> = {
  open: 'opened',
  update: 'updated',
  reopen: 'reopened',
  merge: 'merged',
  close: 'closed',
  approval: 'reviewed',
  approved: 'reviewed',
  unapproval: 'reviewed',
  unapproved: 'reviewed',
};

function mergeRequestChanged(body: z.infer<typeof schema>, told: Told): Reading {
  const { action: given, ...request } = body.object_attributes;
  // Test deliveries of GitLab have no action.
  const action = entry(actions, given ?? 'update');
  if (!action) return unparsed(`the action ${bounded(given ?? '', 100)} of a merge request is not known`);
  const people = [body.user, ...(body.assignees ?? []), ...(body.reviewers ?? [])];
  const review = given?.startsWith('un') === true ? ('dismissed' as const) : ('approved' as const);
  return changed({
    // An approval does not change when the request was changed last.
    ...baseOf(
      body.project,
      authorOf(body.user),
      told,
      action === 'reviewed' ? undefined : request.updated_at,
    ),
    type: 'pull_request',
    action,
    pullRequest: pullRequestOf(request, body.project.web_url, people),
    ...(action === 'reviewed' && { review: { state: review } }),
  });
}

/** @param people those whom the event names: of the author it has the number alone. */
export function pullRequestOf(
  request: z.infer<typeof mergeRequest>,
  page: string,
  people: readonly (z.infer<typeof user> | null | undefined)[],
): PullRequest {
  const { iid, state, author_id, draft, work_in_progress, last_commit } = request;
  // Without a commit of the merge its own, what was squashed went on top of the branch.
  const became = request.merge_commit_sha || request.squash_commit_sha;
  const author = typeof author_id === 'number' ? people.find((one) => one?.id === author_id) : undefined;
  const merged = state === 'merged';
  const isDraft = draft ?? work_in_progress;
  const head = last_commit?.id;
  return {
    number: iid,
    title: bounded(request.title, MOST.line),
    ...(request.description && { description: bounded(request.description, MOST.text) }),
    url: webAddress(request.url) ?? webAddress(`${page}/-/merge_requests/${iid}`) ?? '',
    author: authorOf(author) ?? {
      name: typeof author_id === 'number' ? `user ${author_id}` : '',
    },
    source: bounded(request.source_branch, MOST.name),
    target: bounded(request.target_branch, MOST.name),
    // `locked` is one that is being merged.
    state: merged ? 'merged' : state === 'closed' ? 'closed' : 'open',
    ...(typeof isDraft === 'boolean' && { draft: isDraft }),
    ...(merged && became && { mergeCommit: bounded(became, MOST.name) }),
    ...(head && { head: bounded(head, MOST.name) }),
  };
}
