import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import type { Reading } from '../../inbox/reading.ts';
import { entry, type EventReader, ignored, unparsed } from '../event.ts';
import { readCommitComment, readIssueComment, readLineComment } from './comment.ts';
import { readDeployment, readDeploymentStatus } from './deployment.ts';
import { NOT_NEEDED } from './events.ts';
import { readPullRequest, readReview } from './pull-request.ts';
import { readIssue } from './issue.ts';
import { readPush, readRef } from './push.ts';
import { readRelease } from './release.ts';

/** What is read, by the header `X-GitHub-Event`. */
const readers: Readonly<Record<string, EventReader>> = {
  push: readPush,
  create: readRef('created'),
  delete: readRef('deleted'),
  pull_request: readPullRequest,
  pull_request_review: readReview,
  pull_request_review_comment: readLineComment,
  issues: readIssue,
  issue_comment: readIssueComment,
  commit_comment: readCommitComment,
  release: readRelease,
  deployment: readDeployment,
  deployment_status: readDeploymentStatus,
};

/**
 * Reads a delivery of a webhook of GitHub or GitHub Enterprise Server.
 * @param key of the change: a delivery has one at most.
 * Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export function readGitHub({ headers, body, receivedAt }: Delivery, key: string): Reading {
  const event = headers['x-github-event'];
  if (!event) return unparsed('no header X-GitHub-Event names its event');
  if (event === 'ping') return ignored('GitHub tried the webhook');
  if (NOT_NEEDED.has(event)) return ignored(`nothing follows from the event ${event}`);
  const read = entry(readers, event);
  if (!read) return unparsed(`the event ${bounded(event, 100)} is not known`);
  return read(jsonOf(body, headers['content-type']), { key: bounded(key, MOST.key), receivedAt });
}

/** @returns the JSON of a body: as application/x-www-form-urlencoded, GitHub sends it in the field `payload`. */
function jsonOf(body: Uint8Array, contentType: string | undefined): Uint8Array {
  if (!contentType?.startsWith('application/x-www-form-urlencoded')) return body;
  const payload = new URLSearchParams(new TextDecoder().decode(body)).get('payload');
  return new TextEncoder().encode(payload ?? '');
}
