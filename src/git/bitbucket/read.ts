import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import type { Reading } from '../../inbox/reading.ts';
import { entry, type EventReader, ignored, unparsed } from '../event.ts';
import { readCommitComment } from './commit-comment.ts';
import { readPullRequest } from './pull-request.ts';
import { readPush } from './push.ts';

/** What is read, by the header `X-Event-Key`: bodies do not name their event. */
const readers: Readonly<Record<string, EventReader>> = {
  'repo:push': readPush,
  'repo:commit_comment_created': readCommitComment,
  'pullrequest:created': readPullRequest('opened'),
  'pullrequest:updated': readPullRequest('updated'),
  'pullrequest:approved': readPullRequest('reviewed', 'approved'),
  'pullrequest:unapproved': readPullRequest('reviewed', 'dismissed'),
  'pullrequest:changes_request_created': readPullRequest('reviewed', 'changes_requested'),
  'pullrequest:changes_request_removed': readPullRequest('reviewed', 'dismissed'),
  'pullrequest:fulfilled': readPullRequest('merged'),
  'pullrequest:rejected': readPullRequest('closed'),
  'pullrequest:comment_created': readPullRequest('commented'),
};

/** Events that exist and from which nothing follows. */
const NOT_NEEDED: ReadonlySet<string> = new Set([
  'issue:comment_created',
  'issue:created',
  'issue:updated',
  'project:updated',
  'pullrequest:comment_deleted',
  'pullrequest:comment_reopened',
  'pullrequest:comment_resolved',
  'pullrequest:comment_updated',
  'repo:commit_status_created',
  'repo:commit_status_updated',
  'repo:created',
  'repo:deleted',
  'repo:fork',
  'repo:imported',
  'repo:transfer',
  'repo:updated',
]);

/**
 * Reads a delivery of a webhook of Bitbucket Cloud.
 * @param key of the change; where one push tells several, each has a number behind it.
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/
 */
export function readBitbucket({ headers, body, receivedAt }: Delivery, key: string): Reading {
  const event = headers['x-event-key'];
  if (!event) return unparsed('no header X-Event-Key names its event');
  if (NOT_NEEDED.has(event)) return ignored(`nothing follows from the event ${event}`);
  const read = entry(readers, event);
  if (!read) return unparsed(`the event ${bounded(event, 100)} is not known`);
  return read(body, { key: bounded(key, MOST.key), receivedAt });
}
