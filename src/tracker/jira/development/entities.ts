import { createHash } from 'node:crypto';
import { bounded } from '../../../text/bounded.ts';
import type { Author, Change, Commit, PullRequest, Repository } from '../../../git/change.ts';
import { issueKeysIn } from '../../../git/mention.ts';
import type { DevelopmentItem } from '../../development.ts';

/** Greatest lengths of Jira, in characters. Source: "Development Information", "Store development information". */
const MOST = { message: 1_024, title: 1_024, name: 255, branch: 512, url: 2_000, issues: 100 } as const;
/** A name that Jira takes as an id. */
const ID = /^[A-Za-z0-9~._-]{1,200}$/;

/** How much later a server may tell what was said of a pull request than what became of it, in milliseconds. */
const LATE_MS = 3_600_000;

/** What is looked for, and how texts are shown. */
export interface Reading {
  /** Keys of projects; without them whatever looks like the key of an issue counts. */
  readonly projects: ReadonlySet<string> | undefined;
  /** Removes what is secret. */
  readonly redact: (text: string) => string;
}

/**
 * @returns what issues of Jira show of a change: a commit with those that its message names, a branch by its name, a pull
 * request by its title and branch. Two tellings of one thing are ordered by when they happened.
 */
export function itemsOf(change: Change, { projects, redact }: Reading): DevelopmentItem[] {
  // Jira takes nothing without an address.
  if (address(change.repository.url) === '') return [];
  const repository = repositoryOf(change.repository);
  const keysIn = (...texts: readonly string[]): string[] =>
    issueKeysIn(texts.join('\n'), projects).slice(0, MOST.issues);
  const commit = (one: Commit): DevelopmentItem[] => {
    const issues = keysIn(one.message);
    if (issues.length === 0) return [];
    const entity = commitEntity(one, change.repository, redact);
    return [{ repository, type: 'commit', id: idOf(one.id), sequence: change.at, issues, entity }];
  };
  const branch = (name: string, last: Record<string, unknown> | undefined): DevelopmentItem[] => {
    const issues = keysIn(name);
    if (issues.length === 0 || last === undefined) return [];
    const lastCommit = { ...last, issueKeys: issues, updateSequenceId: change.at };
    const entity = {
      name: bounded(redact(name), MOST.branch),
      lastCommit,
      url: address(change.repository.url),
    };
    return [{ repository, type: 'branch', id: branchId(name), sequence: change.at, issues, entity }];
  };
  switch (change.type) {
    case 'push': {
      const { commits, after } = change;
      const last = commits.at(-1);
      const newest = last
        ? commitEntity(last, change.repository, redact, idOf(last.id))
        : after !== undefined
          ? unknownCommit(after, change.repository, change.at)
          : undefined;
      return [...commits.flatMap(commit), ...branch(change.branch, newest)];
    }
    case 'branch': {
      const { name, action, commit: id } = change;
      if (action === 'created')
        return branch(name, id === undefined ? undefined : unknownCommit(id, change.repository, change.at));
      if (keysIn(name).length === 0) return [];
      return [{ repository, type: 'branch', id: branchId(name), sequence: change.at, deleted: true }];
    }
    case 'pull_request': {
      const { pullRequest } = change;
      const { source, title } = pullRequest;
      const issues = keysIn(title, source ?? '');
      // A comment may come without the branch, which Jira demands.
      if (issues.length === 0 || source === undefined) return [];
      const entity = pullRequestEntity(pullRequest, change.repository, source, change.at, redact);
      // What was said changes nothing, and may be told with the time at which it came: later than the merge that followed.
      const isSaid = change.action === 'reviewed' || change.action === 'commented';
      // Servers tell seconds: what ends a pull request may come within the second of an update to it, and wins.
      const sequence = change.at - (isSaid ? LATE_MS : 0) + (pullRequest.state === 'open' ? 0 : 1);
      return [{ repository, type: 'pull_request', id: String(pullRequest.number), sequence, issues, entity }];
    }
    case 'tag':
    case 'commit_comment':
    case 'release':
    case 'deployment':
      return [];
  }
}

function repositoryOf({ name, url }: Repository): DevelopmentItem['repository'] {
  return { id: hashOf(url.toLowerCase()), name: bounded(name, MOST.name), url: address(url) };
}

function commitEntity(
  { id, message, author, at, url, added, modified, removed }: Commit,
  repository: Repository,
  redact: Reading['redact'],
  own?: string,
): Record<string, unknown> {
  return {
    ...(own !== undefined && { id: own }),
    message: bounded(redact(message), MOST.message),
    author: authorOf(author),
    fileCount: added.length + modified.length + removed.length,
    url: address(url ?? '') || address(repository.url),
    authorTimestamp: new Date(at).toISOString(),
    displayId: id.slice(0, 7),
  };
}

/** A new branch comes with the id of its commit alone. */
function unknownCommit(id: string, repository: Repository, at: number): Record<string, unknown> {
  return {
    id: idOf(id),
    message: `Commit ${id.slice(0, 7)}`,
    author: {},
    fileCount: 0,
    url: address(repository.url),
    authorTimestamp: new Date(at).toISOString(),
    displayId: id.slice(0, 7),
  };
}

function pullRequestEntity(
  { number, title, url, author, target, state }: PullRequest,
  repository: Repository,
  source: string,
  at: number,
  redact: Reading['redact'],
): Record<string, unknown> {
  return {
    status: { open: 'OPEN', merged: 'MERGED', closed: 'DECLINED' }[state],
    title: bounded(redact(title), MOST.title),
    author: authorOf(author),
    // Jira demands a number, and git servers do not tell it with each change.
    commentCount: 0,
    sourceBranch: bounded(redact(source), MOST.name),
    ...(target !== undefined && { destinationBranch: bounded(redact(target), MOST.name) }),
    lastUpdate: new Date(at).toISOString(),
    url: address(url) || address(repository.url),
    displayId: `#${number}`,
  };
}

function authorOf({ name, email, username }: Author): Record<string, string> {
  return {
    ...(name !== '' && { name: bounded(name, MOST.name) }),
    ...(email !== undefined && email.length <= MOST.name && { email }),
    ...(username !== undefined && { username: bounded(username, MOST.name) }),
  };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40);
/** The name of a branch has slashes, which an id must not. */
const branchId = (name: string): string => hashOf(name);
const idOf = (id: string): string => (ID.test(id) ? id : hashOf(id));

/** @returns an address; one that is too long leads to where it begins, and what is none is empty. */
function address(url: string): string {
  return url.length <= MOST.url ? url : (URL.parse(url)?.origin ?? '');
}
