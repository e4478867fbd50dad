import { z } from 'zod';
import { bounded, epoch, MOST } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { Change, Commit } from '../change.ts';
import { bySchema, changed, ignored, numbered, type Told } from '../event.ts';
import { commitId, refOf } from '../ref.ts';
import { filesOf, messageOf, truncation } from '../truncation.ts';
import { authorOf, baseOf, commitPage, common, repository, text, user } from './repository.ts';

/** A push has at most so many commits, unless an administrator chose another number. */
const MOST_COMMITS = 5;

const commit = z.object({
  id: z.string().min(1),
  message: text,
  author: user,
  authorTimestamp: z.number().nullish(),
  parents: z.array(z.object({ id: text })).nullish(),
});

const refChange = z.object({
  ref: z.object({ id: z.string() }),
  fromHash: z.string(),
  toHash: z.string(),
});

const schema = z.object({
  ...common,
  repository,
  changes: z.array(refChange),
  // Both since 7.14; before, no commit is told.
  commits: z.array(commit).nullish(),
  toCommit: commit.nullish(),
});

type Body = z.infer<typeof schema>;

/**
 * The event `repo:refs_changed`: branches and tags that are made or deleted are told by it alone. It has no lists of
 * files, and the newest commits only.
 * Source: https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html#Eventpayload-repo-push
 */
export const readPush = bySchema(schema, (body, told): Reading => {
  const changes = body.changes.flatMap((one) => changesOf(one, body, told));
  return changes.length === 0
    ? ignored(
        'nothing follows from a push that makes, moves or deletes no branch, and makes or deletes no tag',
      )
    : changed(...numbered(changes));
});

function changesOf(given: z.infer<typeof refChange>, body: Body, told: Told): readonly Change[] {
  const ref = refOf(given.ref.id);
  const [before, after] = [commitId(given.fromHash), commitId(given.toHash)];
  const end = after ?? before;
  if (!ref || !end) return [];
  const base = baseOf(body, body.repository, told);
  const name = bounded(ref.name, MOST.name);
  const made: Change[] =
    after && before
      ? []
      : [
          {
            ...base,
            type: ref.type,
            action: after ? 'created' : 'deleted',
            name,
            commit: bounded(end, MOST.name),
          },
        ];
  if (ref.type === 'tag' || !after) return made;
  const sent = commitsOf(body, after);
  if (!before && sent.length === 0) return made;
  const commits = sent.map((one) => commitOf(one, body, told.receivedAt)).reverse();
  return [
    ...made,
    {
      ...base,
      type: 'push',
      branch: name,
      ...(before && { before: bounded(before, MOST.name) }),
      after: bounded(after, MOST.name),
      commits,
      ...truncation(commits, after, { cut: !whole(sent, before), most: MOST_COMMITS }),
    },
  ];
}

/** @returns the commits of one branch, the newest first. Of a push to several it is not told which commits are whose. */
function commitsOf(body: Body, after: string): readonly z.infer<typeof commit>[] {
  if (body.changes.length === 1 && body.commits) return body.commits;
  return body.toCommit?.id === after ? [body.toCommit] : [];
}

/** @returns whether the commits go back to where the branch was before. */
function whole(sent: readonly z.infer<typeof commit>[], before: string | undefined): boolean {
  return (
    before !== undefined && sent.some(({ parents }) => parents?.some(({ id }) => id === before) === true)
  );
}

/** @param receivedAt stands for a time that is not told. */
function commitOf(given: z.infer<typeof commit>, body: Body, receivedAt: number): Commit {
  const id = bounded(given.id, MOST.name);
  return {
    id,
    ...messageOf(given.message),
    author: authorOf(given.author) ?? { name: '' },
    at: epoch(given.authorTimestamp) ?? receivedAt,
    ...commitPage(body.repository, id),
    ...filesOf({}),
  };
}
