import type { z } from 'zod';
import { bounded, MOST } from '../../inbox/bounded.ts';
import { jsonBody } from '../../inbox/json-body.ts';
import type { Reading } from '../../inbox/reading.ts';
import { inAddress } from '../../inbox/sns/console.ts';
import { eventBridgeEvent, type EventBridgeEvent } from '../../inbox/sns/event-bridge.ts';
import { changeBase } from '../base.ts';
import type { ChangeBase, PullRequest, PullRequestAction } from '../change.ts';
import { changed, entry, ignored, unparsed } from '../event.ts';
import { commitId, refOf } from '../ref.ts';
import { events, type Events } from './event.ts';
import { pageOf, personOf, repositoryOf } from './words.ts';

/**
 * Reads an event of CodeCommit that EventBridge published. It tells which commits a branch pointed to before and after,
 * never which lie between, and of comments not their text: what is missing is marked, or said.
 * @param content the message within that of SNS.
 */
export function readCodeCommit(content: Uint8Array, receivedAt: number): Reading {
  const event = jsonBody(content, eventBridgeEvent);
  if ('problem' in event) return unparsed(`no event of EventBridge: ${event.problem}`);
  const { source, 'detail-type': type } = event.value;
  if (source !== 'aws.codecommit') return ignored(`an event of ${bounded(source, 100)}, not of CodeCommit`);
  const read = entry(readers, type);
  return read ? read(content, receivedAt) : ignored(`nothing follows from the event ${bounded(type, 100)}`);
}

const readers: Readonly<Record<string, (content: Uint8Array, receivedAt: number) => Reading>> = {
  'CodeCommit Repository State Change': by(events['CodeCommit Repository State Change'], referenceChanged),
  'CodeCommit Pull Request State Change': by(
    events['CodeCommit Pull Request State Change'],
    pullRequestChanged,
  ),
  'CodeCommit Comment on Commit': by(events['CodeCommit Comment on Commit'], commented),
  'CodeCommit Comment on Pull Request': by(events['CodeCommit Comment on Pull Request'], commented),
};

function by<T>(schema: z.ZodType<T>, read: (event: T, receivedAt: number) => Reading) {
  return (content: Uint8Array, receivedAt: number): Reading => {
    const event = jsonBody(content, schema);
    return 'problem' in event
      ? unparsed(`no event of CodeCommit that is known: ${event.problem}`)
      : read(event.value, receivedAt);
  };
}

/** What all changes have. */
function base(
  event: EventBridgeEvent & { readonly detail: { readonly [Name in keyof Caller]?: Caller[Name] } },
  repository: string,
  receivedAt: number,
): ChangeBase {
  const { callerUserArn, displayName, emailAddress } = event.detail;
  const actor = personOf(callerUserArn, displayName, emailAddress);
  const told = { key: bounded(event.id, MOST.key), receivedAt };
  return changeBase(told, repositoryOf(event, repository), actor, event.time);
}

interface Caller {
  readonly callerUserArn: string | null | undefined;
  readonly displayName: string | null | undefined;
  readonly emailAddress: string | null | undefined;
}

function referenceChanged(event: Events['CodeCommit Repository State Change'], receivedAt: number): Reading {
  const { detail } = event;
  const { referenceType: type, referenceName } = detail;
  const [before, after] = [commitId(detail.oldCommitId), commitId(detail.commitId)];
  const actions: Readonly<Record<string, 'created' | 'updated' | 'deleted'>> = {
    referenceCreated: 'created',
    referenceUpdated: 'updated',
    referenceDeleted: 'deleted',
  };
  const action = entry(actions, detail.event);
  if (!action) return ignored(`nothing follows from the event ${bounded(detail.event, 100)}`);
  if ((type !== 'branch' && type !== 'tag') || !referenceName)
    return ignored('a reference that is neither a branch nor a tag');
  const all = base(event, detail.repositoryName, receivedAt);
  const name = bounded(referenceName, MOST.name);
  if (action === 'updated' && type === 'branch') {
    const compared = before && after && `/compare/${inAddress(before)}/.../${inAddress(after)}`;
    return changed({
      ...all,
      type: 'push',
      branch: name,
      ...(before && { before: bounded(before, MOST.name) }),
      ...(after && { after: bounded(after, MOST.name) }),
      commits: [],
      truncated: {},
      ...(compared && { url: pageOf(event, detail.repositoryName, compared) }),
    });
  }
  const commit = action === 'deleted' ? before : after;
  return changed({
    ...all,
    type,
    // A tag that is set anew stands somewhere else than before.
    action: action === 'deleted' ? 'deleted' : 'created',
    name,
    ...(commit && { commit: bounded(commit, MOST.name) }),
  });
}

function pullRequestChanged(
  event: Events['CodeCommit Pull Request State Change'],
  receivedAt: number,
): Reading {
  const { detail } = event;
  const { pullRequestId, approvalStatus } = detail;
  const repository = detail.repositoryNames[0] ?? '';
  const merged = detail.isMerged?.toLowerCase() === 'true';
  const closed = detail.pullRequestStatus === 'Closed';
  const actions: Readonly<Record<string, PullRequestAction>> = {
    pullRequestCreated: 'opened',
    pullRequestSourceBranchUpdated: 'updated',
    pullRequestStatusChanged: merged ? 'merged' : closed ? 'closed' : 'reopened',
    pullRequestMergeStatusUpdated: merged ? 'merged' : 'updated',
    pullRequestApprovalStateChanged: 'reviewed',
  };
  const action = entry(actions, detail.event);
  if (!action) return ignored(`nothing follows from the event ${bounded(detail.event, 100)}`);
  const [source, target] = [nameOf(detail.sourceReference), nameOf(detail.destinationReference)];
  const head = commitId(detail.sourceCommit);
  const all = base(event, repository, receivedAt);
  const pullRequest: PullRequest = {
    number: Number(pullRequestId),
    title: bounded(detail.title, MOST.line),
    ...(detail.description && { description: bounded(detail.description, MOST.text) }),
    url: pageOf(event, repository, `/pull-requests/${pullRequestId}/details`),
    author: personOf(detail.author) ?? { name: 'unknown' },
    ...(source && { source }),
    ...(target && { target }),
    state: merged ? 'merged' : closed ? 'closed' : 'open',
    ...(head && { head: bounded(head, MOST.name) }),
  };
  return changed({
    ...all,
    // A merge is told twice, as itself and as the end of the pull request, and there is one only.
    ...(action === 'merged' && { key: bounded(`${repository}#${pullRequestId} merged`, MOST.key) }),
    type: 'pull_request',
    action,
    pullRequest,
    ...(action === 'reviewed' && {
      review: { state: approvalStatus === 'APPROVE' ? 'approved' : 'dismissed' },
    }),
  });
}

function commented(event: Events['CodeCommit Comment on Commit'], receivedAt: number): Reading {
  const { afterCommitId, pullRequestId, repositoryName, commentId, event: name } = event.detail;
  if (!/^commentOn(Commit|PullRequest)Created$/.test(name))
    return ignored(`nothing follows from the event ${bounded(name, 100)}`);
  const page = pullRequestId
    ? `/pull-requests/${pullRequestId}/activity`
    : `/commit/${inAddress(afterCommitId)}`;
  const place = commentId ? `#${inAddress(commentId)}` : '';
  return changed({
    ...base(event, repositoryName, receivedAt),
    type: 'commit_comment',
    commit: bounded(afterCommitId, MOST.name),
    text: `A comment${pullRequestId ? ` on pull request ${pullRequestId}` : ''}. CodeCommit does not send what it says.`,
    url: `${pageOf(event, repositoryName, page)}${place}`,
  });
}

/** @returns the name of a branch that is written as git writes it, or as it is. */
function nameOf(reference: string | null | undefined): string | undefined {
  return reference ? bounded(refOf(reference)?.name ?? reference, MOST.name) : undefined;
}
