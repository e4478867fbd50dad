import { z } from 'zod';
import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import { jsonBody } from '../../inbox/json-body.ts';
import type { Reading } from '../../inbox/reading.ts';
import { entry, type EventReader, ignored, unparsed } from '../event.ts';
import { isTry } from './authenticity.ts';
import { readCommitComment } from './commit-comment.ts';
import { readPullRequest } from './pull-request.ts';
import { readPush } from './push.ts';

/** What every event but the test says of itself: the header is not signed. */
const named = z.object({ eventKey: z.string().nullish() });

/** What is read, by `eventKey`. */
const readers: Readonly<Record<string, EventReader>> = {
  'repo:refs_changed': readPush,
  'repo:comment:added': readCommitComment,
  'pr:opened': readPullRequest('opened'),
  'pr:modified': readPullRequest('updated'),
  'pr:from_ref_updated': readPullRequest('updated'),
  'pr:to_ref_updated': readPullRequest('updated'),
  'pr:reviewer:approved': readPullRequest('reviewed', 'approved'),
  'pr:reviewer:unapproved': readPullRequest('reviewed', 'dismissed'),
  // The second is its name before version 8.
  'pr:reviewer:changes_requested': readPullRequest('reviewed', 'changes_requested'),
  'pr:reviewer:needs_work': readPullRequest('reviewed', 'changes_requested'),
  'pr:merged': readPullRequest('merged'),
  'pr:declined': readPullRequest('closed'),
  'pr:deleted': readPullRequest('closed'),
  'pr:comment:added': readPullRequest('commented'),
};

/** Events that exist and from which nothing follows. */
const NOT_NEEDED: ReadonlySet<string> = new Set([
  'mirror:repo_synchronized',
  'pr:comment:deleted',
  'pr:comment:edited',
  'pr:reviewer:updated',
  'proj:modified',
  'project:modified',
  'repo:comment:deleted',
  'repo:comment:edited',
  'repo:forked',
  'repo:modified',
  'repo:secret_detected',
]);

/**
 * Reads a delivery of a webhook of Bitbucket Data Center or Server.
 * @param key of the change; where one push tells several, each has a number behind it.
 * Source: https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html
 */
export function readDataCenter({ headers, body, receivedAt }: Delivery, key: string): Reading {
  if (isTry(headers)) return ignored('Bitbucket tried the webhook');
  const name = jsonBody(body, named);
  if ('problem' in name) return unparsed(`no event of Bitbucket Data Center: ${name.problem}`);
  const event = name.value.eventKey;
  if (!event) return unparsed('no eventKey names its event');
  if (NOT_NEEDED.has(event)) return ignored(`nothing follows from the event ${event}`);
  const read = entry(readers, event);
  if (!read) return unparsed(`the event ${bounded(event, 100)} is not known`);
  return read(body, { key: bounded(key, MOST.key), receivedAt });
}
