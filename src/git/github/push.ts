import { z } from 'zod';
import { bounded, epoch, instant, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { Commit } from '../change.ts';
import { bySchema, changed, ignored, type EventReader, type Told } from '../event.ts';
import { commitId, refOf } from '../ref.ts';
import { filesOf, messageOf, truncation } from '../truncation.ts';
import { baseOf, common, text } from './repository.ts';

/** What GitHub sends at most. Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
const LIMITS = { commits: 2_048, files: 3_000 } as const;

const paths = z.array(z.string()).nullish();

const commitSchema = z.object({
  id: z.string().min(1),
  message: z.string(),
  timestamp: z.string(),
  url: text,
  author: z.object({ name: text, email: text, username: text }),
  added: paths,
  modified: paths,
  removed: paths,
});

const pushSchema = z.object({
  ...common,
  ref: z.string(),
  before: z.string(),
  after: z.string(),
  forced: z.boolean().nullish(),
  compare: text,
  commits: z.array(commitSchema),
});

const refSchema = z.object({ ...common, ref: z.string(), ref_type: z.enum(['branch', 'tag']) });

/** The event `push`. GitHub sends it beside `create` and `delete`, too, which say the same of a branch or tag. */
export const readPush = bySchema(pushSchema, pushed);

/** The events `create` and `delete`. They have no time of their own. */
export const readRef = (action: 'created' | 'deleted'): EventReader =>
  bySchema(refSchema, (body, told) =>
    changed({ ...baseOf(body, told), type: body.ref_type, action, name: bounded(body.ref, MOST.name) }),
  );

function pushed(body: z.infer<typeof pushSchema>, told: Told): Reading {
  const ref = refOf(body.ref);
  if (!ref) return ignored(`a push to ${bounded(body.ref, 100)}, which is neither branch nor tag`);
  const [before, after] = [commitId(body.before), commitId(body.after)];
  if (ref.type === 'tag' && before && after) return ignored('nothing follows from a tag that was moved');
  if (ref.type === 'tag') return ignored('a pushed tag is told by the events create and delete');
  if (!after) return ignored('a deleted branch is told by the event delete');
  const { pushed_at } = body.repository;
  const at = typeof pushed_at === 'number' ? epoch(pushed_at * 1000) : undefined;
  const base = { ...baseOf(body, told), ...(at !== undefined && { at }) };
  const name = bounded(ref.name, MOST.name);
  // The event create tells of it, too, but not at which commit.
  if (!before && body.commits.length === 0)
    return changed({
      ...base,
      type: 'branch',
      action: 'created',
      name,
      commit: bounded(after, MOST.name),
    });
  const commits = body.commits.map((commit) => commitOf(commit, told.receivedAt));
  const url = webAddress(body.compare);
  return changed({
    ...base,
    type: 'push',
    branch: name,
    ...(before && { before: bounded(before, MOST.name) }),
    after: bounded(after, MOST.name),
    ...(typeof body.forced === 'boolean' && { forced: body.forced }),
    commits,
    ...truncation(commits, after, { most: LIMITS.commits }),
    ...(url !== undefined && { url }),
  });
}

/** @param receivedAt stands for a time that cannot be read. */
function commitOf(commit: z.infer<typeof commitSchema>, receivedAt: number): Commit {
  const { id, message, timestamp, author } = commit;
  const url = webAddress(commit.url);
  return {
    id: bounded(id, MOST.name),
    ...messageOf(message),
    author: {
      name: bounded(author.name ?? author.username ?? '', MOST.name),
      ...(author.email && { email: bounded(author.email, MOST.name) }),
      ...(author.username && { username: bounded(author.username, MOST.name) }),
    },
    at: instant(timestamp) ?? receivedAt,
    ...(url !== undefined && { url }),
    ...filesOf(commit, LIMITS.files),
  };
}
