import { bounded, instant, MOST, webAddress } from '../../inbox/bounded.ts';
import { namedRepository } from '../base.ts';
import type { Author, Commit, PullRequest, Repository } from '../change.ts';
import { commitId } from '../ref.ts';
import type { GiteaCommit, GiteaPullRequest, GiteaRepository, GiteaUser } from './payload.ts';
import { messageOf } from '../truncation.ts';

/** @returns a repository in the words of all servers. */
export function repositoryOf({ id, full_name, html_url, default_branch }: GiteaRepository): Repository {
  return namedRepository(full_name, html_url, default_branch, id);
}

/** @returns a person in the words of all servers; undefined for nobody. */
export function authorOf(user: GiteaUser | null | undefined): Author | undefined {
  if (!user) return undefined;
  return person(user.full_name, user.email, user.login);
}

/** @returns commits, the oldest first, by what is newest: Gitea sends it first, a mirror may not. */
export function commitsOf(commits: readonly GiteaCommit[], newest: string | undefined, at: number): Commit[] {
  const read = commits.map((commit) => commitOf(commit, at));
  return read[0]?.id === newest ? read.reverse() : read;
}

function commitOf(commit: GiteaCommit, receivedAt: number): Commit {
  const { id, message, author, url, timestamp, added, modified, removed } = commit;
  const address = webAddress(url);
  const lists = [added, modified, removed];
  return {
    id: bounded(id, MOST.name),
    ...messageOf(message),
    author: author ? person(author.name, author.email, author.username ?? '') : { name: 'unknown' },
    at: instant(timestamp) ?? receivedAt,
    ...(address !== undefined && { url: address }),
    added: filesOf(added),
    modified: filesOf(modified),
    removed: filesOf(removed),
    // Servers before 1.8 send no lists of files.
    filesTruncated: lists.every((list) => !list) || lists.some((list) => (list?.length ?? 0) > MOST.files),
  };
}

function filesOf(list: readonly string[] | null | undefined): string[] {
  return (list ?? []).slice(0, MOST.files).map((file) => bounded(file, MOST.line));
}

/** @param repository for the address of a request that comes without. */
export function pullRequestOf(pull: GiteaPullRequest, repository: Repository): PullRequest {
  const { number, title, body, html_url, user, state, draft, merged, merge_commit_sha, base, head } = pull;
  // The label stays the branch's name when the branch was deleted, the ref does not.
  const [source, target] = [head?.label ?? head?.ref, base?.label ?? base?.ref];
  const [mergeCommit, newest] = [commitId(merge_commit_sha), commitId(head?.sha)];
  return {
    number,
    title: bounded(title, MOST.line),
    ...(body && { description: bounded(body, MOST.text) }),
    url: webAddress(html_url) ?? `${repository.url}/pulls/${number}`,
    author: authorOf(user) ?? { name: 'unknown' },
    ...(source && { source: bounded(source, MOST.name) }),
    ...(target && { target: bounded(target, MOST.name) }),
    state: merged ? 'merged' : state === 'closed' ? 'closed' : 'open',
    ...(draft != null && { draft }),
    ...(merged && mergeCommit && { mergeCommit }),
    ...(newest && { head: newest }),
  };
}

function person(
  fullName: string | null | undefined,
  email: string | null | undefined,
  login: string,
): Author {
  return {
    name: bounded(fullName || login || 'unknown', MOST.name),
    ...(email && { email: bounded(email, MOST.name) }),
    ...(login && { username: bounded(login, MOST.name) }),
  };
}
