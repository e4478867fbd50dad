import { z } from 'zod';
import { bounded, instant, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { PullRequest } from '../change.ts';
import { bySchema, changed, type Told } from '../event.ts';
import { otherAction } from './events.ts';
import { ticketComment } from './issue.ts';
import { pullRequest, pullRequestOf, said } from './pull-request.ts';
import { baseOf, common, text, user, userOf } from './repository.ts';

const comment = z.object({
  id: z.number().nullish(),
  body: text,
  html_url: text,
  created_at: text,
  updated_at: text,
});

/** An issue; one that is a pull request has `pull_request`. */
const issue = z.object({
  number: z.number(),
  title: z.string(),
  body: text,
  html_url: z.string(),
  user,
  state: z.enum(['open', 'closed']),
  draft: z.boolean().nullish(),
  pull_request: z.object({ html_url: text, merged_at: text }).nullish(),
});

const onLine = z.object({ ...common, action: z.string(), pull_request: pullRequest, comment });
const onIssue = z.object({ ...common, action: z.string(), issue, comment });
const onCommit = z.object({
  ...common,
  action: z.string(),
  comment: comment.extend({ commit_id: z.string().min(1) }),
});

/** The event `pull_request_review_comment`. */
export const readLineComment = bySchema(onLine, commentedOnLine);

/** The event `issue_comment`: comments on pull requests, too. */
export const readIssueComment = bySchema(onIssue, commentedOnIssue);

/** The event `commit_comment`. */
export const readCommitComment = bySchema(onCommit, commentedOnCommit);

function commentedOnLine(body: z.infer<typeof onLine>, told: Told): Reading {
  if (body.action !== 'created') return otherAction('pull_request_review_comment', body.action);
  return changed({
    ...baseOf(body, told, body.comment.created_at),
    type: 'pull_request',
    action: 'commented',
    pullRequest: pullRequestOf(body.pull_request),
    ...said(body.comment),
  });
}

function commentedOnIssue(body: z.infer<typeof onIssue>, told: Told): Reading {
  const isSaid = ['created', 'edited', 'deleted'].includes(body.action);
  if (isSaid && !body.issue.pull_request) return ticketComment(body, told);
  if (body.action !== 'created') return otherAction('issue_comment', body.action);
  return changed({
    ...baseOf(body, told, body.comment.created_at),
    type: 'pull_request',
    action: 'commented',
    pullRequest: pullRequestOfIssue(body.issue),
    ...said(body.comment),
  });
}

/** @returns a pull request as an issue tells of it: without its branches and commits. */
function pullRequestOfIssue(given: z.infer<typeof issue>): PullRequest {
  return {
    number: given.number,
    title: bounded(given.title, MOST.line),
    ...(given.body && { description: bounded(given.body, MOST.text) }),
    url: webAddress(given.pull_request?.html_url) ?? webAddress(given.html_url) ?? '',
    author: userOf(given.user),
    state: instant(given.pull_request?.merged_at) === undefined ? given.state : 'merged',
    ...(typeof given.draft === 'boolean' && { draft: given.draft }),
  };
}

function commentedOnCommit(body: z.infer<typeof onCommit>, told: Told): Reading {
  if (body.action !== 'created') return otherAction('commit_comment', body.action);
  const { commit_id, body: words, html_url, created_at } = body.comment;
  const url = webAddress(html_url);
  return changed({
    ...baseOf(body, told, created_at),
    type: 'commit_comment',
    commit: bounded(commit_id, MOST.name),
    text: bounded(words ?? '', MOST.text),
    ...(url !== undefined && { url }),
  });
}
