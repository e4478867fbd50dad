import type { z } from 'zod';
import { bounded, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import { jsonBody } from '../../inbox/json-body.ts';
import type { Reading } from '../../inbox/reading.ts';
import { changeBase } from '../base.ts';
import type { ChangeBase, PullRequestAction } from '../change.ts';
import { changed, entry, ignored, unparsed, type Told } from '../event.ts';
import { commitId, refOf } from '../ref.ts';
import { truncation } from '../truncation.ts';
import { payloads, type Payload } from './payload.ts';
import { authorOf, commitsOf, pullRequestOf, repositoryOf } from './words.ts';

/** Each event by the header that names it. Source: gitea `modules/webhook/type.go`, Event. */
const events: Readonly<Record<string, (delivery: Delivery, told: Told) => Reading>> = {
  push: by(payloads.push, pushed),
  create: by(payloads.create, created),
  delete: by(payloads.delete, deleted),
  pull_request: by(payloads.pullRequest, pullRequestChanged),
  pull_request_approved: by(payloads.pullRequest, pullRequestChanged),
  pull_request_rejected: by(payloads.pullRequest, pullRequestChanged),
  pull_request_comment: by(payloads.pullRequest, pullRequestChanged),
  issue_comment: by(payloads.comment, commented),
  release: by(payloads.release, released),
};

/**
 * Reads a delivery of Gitea's or Forgejo's webhooks.
 * Sources: https://docs.gitea.com/usage/webhooks and https://forgejo.org/docs/latest/user/webhooks/
 * @param key of the change; each delivery has one.
 */
export function readGitea(delivery: Delivery, key: string): Reading {
  const event = delivery.headers['x-gitea-event'] ?? delivery.headers['x-forgejo-event'];
  if (event === undefined) return unparsed('no header X-Gitea-Event or X-Forgejo-Event names its event');
  const read = entry(events, event);
  if (!read) return ignored(`nothing follows from the event ${bounded(event, 100)}`);
  return read(delivery, { key: bounded(key, MOST.key), receivedAt: delivery.receivedAt });
}

function by<T>(
  schema: z.ZodType<T>,
  read: (body: T, told: Told) => Reading,
): (delivery: Delivery, told: Told) => Reading {
  return ({ body }, told) => {
    const payload = jsonBody(body, schema);
    return 'problem' in payload
      ? unparsed(`no event of Gitea that is known: ${payload.problem}`)
      : read(payload.value, told);
  };
}

/** What all changes have. */
function base(
  { repository, sender }: Pick<Payload<'create'>, 'repository' | 'sender'>,
  told: Told,
  at?: string | null,
): ChangeBase {
  return changeBase(told, repositoryOf(repository), authorOf(sender), at);
}

/** Of a new branch Gitea looks at no more commits than these: so many, and there may be more. Source: `pushNewBranch` of gitea `services/repository/push.go`. */
const COUNTED_OF_NEW_BRANCH = 10;

function pushed(body: Payload<'push'>, told: Told): Reading {
  const ref = refOf(body.ref);
  const [before, after] = [commitId(body.before), commitId(body.after)];
  if (!ref) return ignored(`a push to ${bounded(body.ref, 100)}, which is no branch`);
  // The button of newer servers tells of a made-up commit of zeros; their API, and older servers, of the newest one.
  if (body.before && body.before === body.after) return ignored('a test delivery: nothing was pushed');
  if (ref.type === 'tag') return ignored('a pushed tag is told by the events create and delete');
  if (!after) return ignored('a deleted branch is told by the event delete');
  const actor = authorOf(body.pusher ?? body.sender);
  const read = commitsOf(body.commits ?? [], after, told.receivedAt);
  const total = body.total_commits ?? undefined;
  const mayBeMore = !before && (total ?? 0) >= COUNTED_OF_NEW_BRANCH;
  // The first push to a repository has nothing to compare with: its address is that of the server.
  const url = body.compare_url?.includes('/compare/') ? webAddress(body.compare_url) : undefined;
  return changed({
    ...base(body, told),
    ...(actor && { actor }),
    type: 'push',
    branch: bounded(ref.name, MOST.name),
    ...(before && { before }),
    after,
    commits: read,
    ...truncation(read, after, { total: mayBeMore ? undefined : total, cut: mayBeMore }),
    ...(url !== undefined && { url }),
  });
}

function created(body: Payload<'create'>, told: Told): Reading {
  const type = refType(body.ref_type);
  if (!type) return ignored(`a new ${bounded(body.ref_type, 100)}, which is neither branch nor tag`);
  // Of an annotated tag it is the id of the tag itself, which is no commit.
  const commit = type === 'branch' ? commitId(body.sha) : undefined;
  return changed({
    ...base(body, told),
    type,
    action: 'created',
    name: bounded(body.ref, MOST.name),
    ...(commit && { commit }),
  });
}

function deleted(body: Payload<'delete'>, told: Told): Reading {
  const type = refType(body.ref_type);
  if (!type) return ignored(`a deleted ${bounded(body.ref_type, 100)}, which is neither branch nor tag`);
  return changed({ ...base(body, told), type, action: 'deleted', name: bounded(body.ref, MOST.name) });
}

const refType = (type: string): 'branch' | 'tag' | undefined =>
  type === 'branch' || type === 'tag' ? type : undefined;

const actions: Readonly<Record<string, PullRequestAction>> = {
  opened: 'opened',
  edited: 'updated',
  synchronized: 'updated',
  reopened: 'reopened',
  closed: 'closed',
  reviewed: 'reviewed',
};

const reviews: Readonly<Record<string, 'approved' | 'changes_requested' | 'commented'>> = {
  pull_request_review_approved: 'approved',
  pull_request_review_rejected: 'changes_requested',
  pull_request_review_comment: 'commented',
};

function pullRequestChanged(body: Payload<'pullRequest'>, told: Told): Reading {
  const action = entry(actions, body.action);
  if (!action)
    return ignored(`nothing follows from the action ${bounded(body.action, 100)} of a pull request`);
  const all = base(body, told, body.pull_request.updated_at);
  const pullRequest = pullRequestOf(body.pull_request, all.repository);
  const state = body.review ? entry(reviews, body.review.type) : undefined;
  const said = action === 'reviewed' ? body.review?.content : undefined;
  return changed({
    ...all,
    type: 'pull_request',
    action: action === 'closed' && pullRequest.state === 'merged' ? 'merged' : action,
    pullRequest,
    ...(action === 'reviewed' && { review: { state: state ?? 'commented' } }),
    ...(said && { comment: { text: bounded(said, MOST.text) } }),
  });
}

function commented(body: Payload<'comment'>, told: Told): Reading {
  const { action, issue, comment } = body;
  if (!(body.is_pull ?? issue.pull_request)) return ignored('a comment on an issue');
  if (action !== 'created') return ignored(`nothing follows from a comment that was ${bounded(action, 100)}`);
  const all = base(body, told, comment.created_at);
  const url = webAddress(comment.html_url);
  return changed({
    ...all,
    type: 'pull_request',
    action: 'commented',
    pullRequest: pullRequestOf(body.pull_request ?? { ...issue, ...issue.pull_request }, all.repository),
    comment: { text: bounded(comment.body, MOST.text), ...(url !== undefined && { url }) },
  });
}

function released(body: Payload<'release'>, told: Told): Reading {
  const { action, release } = body;
  if (action !== 'published' && action !== 'updated' && action !== 'deleted')
    return ignored(`nothing follows from the action ${bounded(action, 100)} of a release`);
  if (release.draft) return ignored('the draft of a release');
  const url = webAddress(release.html_url);
  return changed({
    ...base(body, told, action === 'published' ? release.published_at : undefined),
    type: 'release',
    action,
    tag: bounded(release.tag_name, MOST.name),
    name: bounded(release.name || release.tag_name, MOST.line),
    ...(release.body && { description: bounded(release.body, MOST.text) }),
    ...(url !== undefined && { url }),
  });
}
