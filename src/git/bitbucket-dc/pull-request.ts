import { z } from 'zod';
import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Change, PullRequest, PullRequestAction } from '../change.ts';
import { bySchema, changed, type EventReader } from '../event.ts';
import { refOf } from '../ref.ts';
import { authorOf, baseOf, common, links, pageOf, repository, text, user } from './repository.ts';

const side = z.object({ id: z.string(), latestCommit: text });

const pullRequest = z.object({
  id: z.number(),
  title: z.string(),
  description: text,
  state: text,
  draft: z.boolean().nullish(),
  fromRef: side,
  toRef: side.extend({ repository }),
  author: z.object({ user }).nullish(),
  properties: z.object({ mergeCommit: z.object({ id: text }).nullish() }).nullish(),
  links,
});

const schema = z.object({ ...common, pullRequest, comment: z.object({ text }).nullish() });

type Review = NonNullable<Extract<Change, { type: 'pull_request' }>['review']>['state'];

/**
 * The events `pr:…`.
 * @param review what a review came to, with the action `reviewed`.
 * Source: https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html#Eventpayload-Pullrequestevents
 */
export function readPullRequest(action: PullRequestAction, review?: Review): EventReader {
  return bySchema(schema, (body, told) => {
    const said = action === 'commented' ? body.comment?.text : undefined;
    return changed({
      ...baseOf(body, body.pullRequest.toRef.repository, told),
      type: 'pull_request',
      action,
      pullRequest: pullRequestOf(body.pullRequest, action),
      ...(review && { review: { state: review } }),
      ...(said && { comment: { text: bounded(said, MOST.text) } }),
    });
  });
}

function pullRequestOf(given: z.infer<typeof pullRequest>, action: PullRequestAction): PullRequest {
  const { id, title, description, draft, fromRef, toRef, properties } = given;
  const merged = action === 'merged' || given.state === 'MERGED';
  // A deleted one was open until then.
  const closed = action === 'closed' || given.state === 'DECLINED';
  const mergeCommit = properties?.mergeCommit?.id;
  return {
    number: id,
    title: bounded(title, MOST.line),
    ...(description && { description: bounded(description, MOST.text) }),
    url: pageOf(given.links).url ?? '',
    author: authorOf(given.author?.user) ?? { name: '' },
    source: bounded(refOf(fromRef.id)?.name ?? fromRef.id, MOST.name),
    target: bounded(refOf(toRef.id)?.name ?? toRef.id, MOST.name),
    state: merged ? 'merged' : closed ? 'closed' : 'open',
    ...(typeof draft === 'boolean' && { draft }),
    ...(merged && mergeCommit && { mergeCommit: bounded(mergeCommit, MOST.name) }),
    ...(fromRef.latestCommit && { head: bounded(fromRef.latestCommit, MOST.name) }),
  };
}
