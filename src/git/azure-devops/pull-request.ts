import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { PullRequestAction } from '../change.ts';
import { ignored } from '../event.ts';
import type { AzurePullRequest, Payload } from './payload.ts';
import { base, type Told } from './told.ts';
import { personOf, pullRequestOf, repositoryOf } from './words.ts';

/** What Azure DevOps says after a name when somebody voted; nothing else says so. */
const VOTED = /^ (?:has )?(?:voted on|approved|rejected|is waiting for the author)\b/i;

type Voter = NonNullable<AzurePullRequest['reviewers']>[number];

/**
 * Reads that a pull request was created, updated or merged. Of an update Azure DevOps tells how the pull request is now,
 * and in a sentence alone who did what: a vote is a review by whom it begins with, and what was voted stands with them.
 */
export function readPullRequest(
  { eventType, resource, message }: Payload<'pullRequest'>,
  told: Told,
): Reading {
  const repository = repositoryOf(resource.repository);
  const pullRequest = pullRequestOf(resource, repository);
  const sentence = message?.text ?? '';
  if (eventType === 'git.pullrequest.merged' && pullRequest.state !== 'merged')
    return ignored(
      `a merge that was tried (${bounded(resource.mergeStatus ?? 'unknown', 100)}): the pull request is not completed`,
    );
  const voter = eventType === 'git.pullrequest.updated' ? voterOf(resource, sentence) : undefined;
  const action = actionOf(eventType, pullRequest.state, voter, sentence);
  const by = voter ?? nameIn(resource, sentence);
  const at =
    action === 'opened' ? resource.creationDate : action === 'merged' ? resource.closedDate : undefined;
  const all = base(told, repository, personOf(by), at);
  const changed = {
    ...all,
    // That it was merged is told by two events, and it is merged once.
    ...(action === 'merged' && {
      key: bounded(`${repository.url}/pullrequest/${resource.pullRequestId} merged`, MOST.key),
    }),
    type: 'pull_request' as const,
    action,
    pullRequest,
    ...(voter && { review: { state: stateOf(voter) } }),
  };
  return { kind: 'read', changes: [changed] };
}

export function readComment({ resource }: Payload<'comment'>, told: Told): Reading {
  const { comment, pullRequest } = resource;
  if (comment.commentType === 'system') return ignored('a comment that Azure DevOps made itself');
  if (comment.isDeleted) return ignored('a comment that was deleted');
  const { publishedDate: published, lastContentUpdatedDate: updated } = comment;
  if (published && updated && Date.parse(updated) > Date.parse(published))
    return ignored('a comment that was edited');
  const repository = repositoryOf(pullRequest.repository);
  const changed = {
    ...base(told, repository, personOf(comment.author), published),
    type: 'pull_request' as const,
    action: 'commented' as const,
    pullRequest: pullRequestOf(pullRequest, repository),
    comment: { text: bounded(comment.content ?? '', MOST.text) },
  };
  return { kind: 'read', changes: [changed] };
}

function actionOf(
  event: string,
  state: 'open' | 'merged' | 'closed',
  voter: Voter | undefined,
  sentence: string,
): PullRequestAction {
  if (event === 'git.pullrequest.created') return 'opened';
  if (voter) return 'reviewed';
  if (state !== 'open') return state;
  return /\breactivated\b/i.test(sentence) ? 'reopened' : 'updated';
}

/** @returns the reviewer with whose name a sentence about a vote begins. */
function voterOf({ reviewers }: AzurePullRequest, sentence: string): Voter | undefined {
  return (reviewers ?? []).find(
    ({ displayName, isContainer }) =>
      !isContainer &&
      displayName &&
      sentence.startsWith(`${displayName} `) &&
      VOTED.test(sentence.slice(displayName.length)),
  );
}

/** @returns who of those that are known to the pull request is named at the beginning of a sentence. */
function nameIn({ createdBy, reviewers }: AzurePullRequest, sentence: string) {
  return [createdBy, ...(reviewers ?? [])].find(
    (person) => person?.displayName && sentence.startsWith(`${person.displayName} `),
  );
}

/** 10 approved, 5 approved with suggestions, 0 none, -5 waiting for the author, -10 rejected. */
function stateOf({ vote }: Voter): 'approved' | 'changes_requested' | 'dismissed' {
  if (vote != null && vote > 0) return 'approved';
  return vote != null && vote < 0 ? 'changes_requested' : 'dismissed';
}
