import { z } from 'zod';
import { bounded, instant, MOST } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { Author, Change, Commit } from '../change.ts';
import { bySchema, changed, ignored, numbered, type Told } from '../event.ts';
import { filesOf, messageOf, truncation } from '../truncation.ts';
import { account, accountOf, baseOf, common, links, pageOf, text } from './repository.ts';

const commit = z.object({
  hash: z.string().min(1),
  message: text,
  date: text,
  links,
  // An author of git's, with the account where there is one; or the account alone.
  author: z.object({ raw: text, user: account, display_name: text, nickname: text }).nullish(),
});

const state = z
  .object({ type: z.string(), name: z.string(), target: z.object({ hash: z.string().min(1) }) })
  .nullish();

const change = z.object({
  new: state,
  old: state,
  forced: z.boolean().nullish(),
  truncated: z.boolean().nullish(),
  links,
  commits: z.array(commit).nullish(),
});

const schema = z.object({ ...common, push: z.object({ changes: z.array(change) }) });

/**
 * The event `repo:push`: branches and tags that are made or deleted are told by it alone. It has no time of its own, no
 * lists of files, and of each branch at most the newest five commits.
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#Push
 */
export const readPush = bySchema(schema, pushed);

function pushed(body: z.infer<typeof schema>, told: Told): Reading {
  const changes = body.push.changes.flatMap((one) => changesOf(one, body, told));
  return changes.length === 0
    ? ignored('nothing follows from a push that changes neither branch nor tag')
    : changed(...numbered(changes));
}

function changesOf(
  given: z.infer<typeof change>,
  body: z.infer<typeof schema>,
  told: Told,
): readonly Change[] {
  const { new: after, old: before } = given;
  const one = after ?? before;
  const type = one?.type === 'branch' ? 'branch' : one?.type.endsWith('tag') === true ? 'tag' : undefined;
  if (!one || !type) return [];
  const base = baseOf(body, told);
  const name = bounded(one.name, MOST.name);
  const made: Change[] =
    after && before
      ? []
      : [
          {
            ...base,
            type,
            action: after ? 'created' : 'deleted',
            name,
            commit: bounded(one.target.hash, MOST.name),
          },
        ];
  // They come with the newest first.
  const commits = (given.commits ?? []).map((each) => commitOf(each, told.receivedAt)).reverse();
  if (type === 'tag' || !after || (!before && commits.length === 0)) return made;
  return [
    ...made,
    {
      ...base,
      type: 'push',
      branch: name,
      ...(before && { before: bounded(before.target.hash, MOST.name) }),
      after: bounded(after.target.hash, MOST.name),
      ...(typeof given.forced === 'boolean' && { forced: given.forced }),
      commits,
      ...truncation(commits, after.target.hash, { cut: given.truncated === true }),
      ...pageOf(given.links),
    },
  ];
}

/** @param receivedAt stands for a time that is not told. */
function commitOf(given: z.infer<typeof commit>, receivedAt: number): Commit {
  return {
    id: bounded(given.hash, MOST.name),
    ...messageOf(given.message),
    author: authorOf(given.author),
    at: instant(given.date) ?? receivedAt,
    ...pageOf(given.links),
    ...filesOf({}),
  };
}

/** @returns who wrote a commit: by git as `Emma <emma@example.com>`, and by the account. */
function authorOf(given: z.infer<typeof commit>['author']): Author {
  const [, name, email] = /^([^<]*)<([^>]*)>/.exec(given?.raw ?? '') ?? [];
  const known = accountOf(given?.user ?? given);
  return {
    ...known,
    name: known?.name ?? bounded((name ?? given?.raw ?? '').trim(), MOST.name),
    ...(email && { email: bounded(email, MOST.name) }),
  };
}
