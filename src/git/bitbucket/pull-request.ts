import { z } from 'zod';
import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Change, PullRequest, PullRequestAction } from '../change.ts';
import { bySchema, changed, type EventReader } from '../event.ts';
import { account, accountOf, baseOf, common, links, pageOf, text } from './repository.ts';

const side = z.object({
  branch: z.object({ name: text }).nullish(),
  commit: z.object({ hash: text }).nullish(),
});

const pullRequest = z.object({
  id: z.number(),
  title: z.string(),
  description: text,
  state: z.string(),
  draft: z.boolean().nullish(),
  author: account,
  source: side,
  destination: side,
  merge_commit: z.object({ hash: text }).nullish(),
  updated_on: text,
  links,
});

export const comment = z.object({
  content: z.object({ raw: text }).nullish(),
  created_on: text,
  links,
});

const reviewed = z.object({ date: text }).nullish();

const schema = z.object({
  ...common,
  pullrequest: pullRequest,
  approval: reviewed,
  changes_request: reviewed,
  comment: comment.nullish(),
});

type Review = NonNullable<Extract<Change, { type: 'pull_request' }>['review']>['state'];

/**
 * The events `pullrequest:…`.
 * @param review what a review came to, with the action `reviewed`.
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#Pull-request-events
 */
export function readPullRequest(action: PullRequestAction, review?: Review): EventReader {
  return bySchema(schema, (body, told) => {
    const { pullrequest, approval, changes_request, comment: spoken } = body;
    // When a review was taken back is not told.
    const reviewedAt = review === 'dismissed' ? undefined : (approval ?? changes_request)?.date;
    const commentedAt = spoken?.created_on ?? pullrequest.updated_on;
    const at =
      action === 'reviewed' ? reviewedAt : action === 'commented' ? commentedAt : pullrequest.updated_on;
    const said = action === 'commented' ? spoken?.content?.raw : undefined;
    return changed({
      ...baseOf(body, told, at),
      type: 'pull_request',
      action,
      pullRequest: pullRequestOf(pullrequest, action),
      ...(review && { review: { state: review } }),
      ...(said && { comment: { text: bounded(said, MOST.text), ...pageOf(spoken?.links) } }),
    });
  });
}

function pullRequestOf(given: z.infer<typeof pullRequest>, action: PullRequestAction): PullRequest {
  const { id, title, description, draft, source, destination, merge_commit } = given;
  const merged = action === 'merged' || given.state === 'MERGED';
  const closed = action === 'closed' || given.state === 'DECLINED' || given.state === 'SUPERSEDED';
  return {
    number: id,
    title: bounded(title, MOST.line),
    ...(description && { description: bounded(description, MOST.text) }),
    url: pageOf(given.links).url ?? '',
    author: accountOf(given.author) ?? { name: '' },
    ...(source.branch?.name && { source: bounded(source.branch.name, MOST.name) }),
    ...(destination.branch?.name && { target: bounded(destination.branch.name, MOST.name) }),
    state: merged ? 'merged' : closed ? 'closed' : 'open',
    ...(typeof draft === 'boolean' && { draft }),
    ...(merged && merge_commit?.hash && { mergeCommit: bounded(merge_commit.hash, MOST.name) }),
    ...(source.commit?.hash && { head: bounded(source.commit.hash, MOST.name) }),
  };
}
