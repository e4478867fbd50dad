import { z } from 'zod';
import { bounded, instant, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { PullRequest, PullRequestAction } from '../change.ts';
import { bySchema, changed, entry, type Told, unparsed } from '../event.ts';
import { otherAction } from './events.ts';
import { baseOf, common, text, user, userOf } from './repository.ts';

const side = z.object({ ref: z.string(), sha: z.string() });

export const pullRequest = z.object({
  number: z.number(),
  title: z.string(),
  body: text,
  html_url: z.string(),
  user,
  state: z.enum(['open', 'closed']),
  draft: z.boolean().nullish(),
  // Only the event pull_request says `merged`; all say when.
  merged: z.boolean().nullish(),
  merged_at: text,
  closed_at: text,
  created_at: text,
  updated_at: text,
  merge_commit_sha: text,
  head: side,
  base: side,
});

const schema = z.object({ ...common, action: z.string(), pull_request: pullRequest });

const reviewSchema = schema.extend({
  review: z.object({ state: z.string(), body: text, html_url: text, submitted_at: text }),
});

/** The event `pull_request`. */
export const readPullRequest = bySchema(schema, pullRequestChanged);

/** The event `pull_request_review`. */
export const readReview = bySchema(reviewSchema, reviewed);

const actions: Readonly<Record<string, PullRequestAction>> = {
  opened: 'opened',
  edited: 'updated',
  synchronize: 'updated',
  converted_to_draft: 'updated',
  ready_for_review: 'updated',
  reopened: 'reopened',
  closed: 'closed',
};

function pullRequestChanged(body: z.infer<typeof schema>, told: Told): Reading {
  const known = entry(actions, body.action);
  if (!known) return otherAction('pull_request', body.action);
  const pull = pullRequestOf(body.pull_request);
  const action = known === 'closed' && pull.state === 'merged' ? 'merged' : known;
  const { merged_at, closed_at, created_at, updated_at } = body.pull_request;
  const times: Partial<Record<PullRequestAction, string | null | undefined>> = {
    opened: created_at,
    merged: merged_at,
    closed: closed_at,
  };
  return changed({
    ...baseOf(body, told, times[action] ?? updated_at),
    type: 'pull_request',
    action,
    pullRequest: pull,
  });
}

const reviewStates = {
  approved: 'approved',
  changes_requested: 'changes_requested',
  commented: 'commented',
  dismissed: 'dismissed',
} as const;

function reviewed(body: z.infer<typeof reviewSchema>, told: Told): Reading {
  const { action, review } = body;
  if (action !== 'submitted' && action !== 'dismissed') return otherAction('pull_request_review', action);
  const state = entry(reviewStates, review.state.toLowerCase());
  if (!state) return unparsed(`a review of the state ${bounded(review.state, 100)} is not known`);
  return changed({
    ...baseOf(body, told, action === 'submitted' ? review.submitted_at : body.pull_request.updated_at),
    type: 'pull_request',
    action: 'reviewed',
    pullRequest: pullRequestOf(body.pull_request),
    review: { state },
    ...said(review),
  });
}

/** @returns a pull request in the words of all servers. */
export function pullRequestOf(pull: z.infer<typeof pullRequest>): PullRequest {
  const merged = pull.merged === true || instant(pull.merged_at) !== undefined;
  return {
    number: pull.number,
    title: bounded(pull.title, MOST.line),
    ...(pull.body && { description: bounded(pull.body, MOST.text) }),
    url: webAddress(pull.html_url) ?? '',
    author: userOf(pull.user),
    source: bounded(pull.head.ref, MOST.name),
    target: bounded(pull.base.ref, MOST.name),
    state: merged ? 'merged' : pull.state,
    ...(typeof pull.draft === 'boolean' && { draft: pull.draft }),
    // Until it is merged this is a commit that GitHub makes to see whether it can be.
    ...(merged && pull.merge_commit_sha && { mergeCommit: bounded(pull.merge_commit_sha, MOST.name) }),
    head: bounded(pull.head.sha, MOST.name),
  };
}

/** @returns what was said, where anything was. */
export function said(spoken: {
  readonly body?: string | null | undefined;
  readonly html_url?: string | null | undefined;
}): { readonly comment?: { readonly text: string; readonly url?: string } } {
  if (!spoken.body) return {};
  const url = webAddress(spoken.html_url);
  return { comment: { text: bounded(spoken.body, MOST.text), ...(url !== undefined && { url }) } };
}
