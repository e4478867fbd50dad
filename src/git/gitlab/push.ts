import { z } from 'zod';
import { bounded, instant, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { Change, Commit } from '../change.ts';
import { bySchema, changed, ignored, numbered, type Told } from '../event.ts';
import { commitId, refOf } from '../ref.ts';
import { filesOf, messageOf, truncation } from '../truncation.ts';
import { authorOf, baseOf, project, text } from './project.ts';

const paths = z.array(z.string()).nullish();

const commit = z.object({
  id: z.string().min(1),
  message: z.string(),
  timestamp: z.string(),
  url: text,
  author: z.object({ name: text, email: text }),
  added: paths,
  modified: paths,
  removed: paths,
});

const schema = z.object({
  project,
  ref: z.string(),
  before: z.string(),
  after: z.string(),
  checkout_sha: text,
  user_name: text,
  user_username: text,
  user_email: text,
  commits: z.array(commit).nullish(),
  total_commits_count: z.number().nullish(),
});

/**
 * Push and tag events: a branch or tag that is made or deleted is told by them alone. They have no time of their own.
 * Source: https://docs.gitlab.com/user/project/integrations/webhook_events/#push-events
 */
export const readPush = bySchema(schema, pushed);

function pushed(body: z.infer<typeof schema>, told: Told): Reading {
  const ref = refOf(body.ref);
  if (!ref) return ignored(`a push to ${bounded(body.ref, 100)}, which is neither branch nor tag`);
  const [before, after] = [commitId(body.before), commitId(body.after)];
  const { user_name, user_username, user_email } = body;
  const actor = authorOf({ name: user_name, username: user_username, email: user_email });
  const base = baseOf(body.project, actor, told);
  const name = bounded(ref.name, MOST.name);
  const changes: Change[] = [];
  if (!before || !after) {
    // A tag may be an object of its own; checkout_sha is the commit that it stands for.
    const at = after ? (commitId(body.checkout_sha) ?? after) : before;
    changes.push({
      ...base,
      type: ref.type,
      action: after ? 'created' : 'deleted',
      name,
      ...(at && { commit: bounded(at, MOST.name) }),
    });
  } else if (ref.type === 'tag') return ignored('nothing follows from a tag that was moved');
  const commits = (body.commits ?? []).map((one) => commitOf(one, told.receivedAt));
  if (ref.type === 'branch' && after && (before ?? commits.length > 0)) {
    const { url } = base.repository;
    changes.push({
      ...base,
      type: 'push',
      branch: name,
      ...(before && { before: bounded(before, MOST.name) }),
      after: bounded(after, MOST.name),
      commits,
      // At most the newest 20 are sent.
      ...truncation(commits, after, { total: body.total_commits_count ?? undefined }),
      ...(before && url && { url: bounded(`${url}/-/compare/${before}...${after}`, MOST.url) }),
    });
  }
  return changed(...numbered(changes));
}

/** @param receivedAt stands for a time that cannot be read. */
function commitOf(given: z.infer<typeof commit>, receivedAt: number): Commit {
  const url = webAddress(given.url);
  return {
    id: bounded(given.id, MOST.name),
    ...messageOf(given.message),
    author: authorOf(given.author) ?? { name: '' },
    at: instant(given.timestamp) ?? receivedAt,
    ...(url !== undefined && { url }),
    ...filesOf(given),
  };
}
