import { bounded, instant, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Author, Commit, PullRequest, Repository } from '../change.ts';
import { commitId, refOf } from '../ref.ts';
import { repositoryId } from '../base.ts';
import type { AzurePerson, AzurePullRequest, AzureRepository, Payload } from './payload.ts';
import { messageOf } from '../truncation.ts';

/** @returns an address without the user name that Azure DevOps writes before the host of remote ones. */
export function bare(url: string | null | undefined): string {
  const address = webAddress(url);
  const parsed = address === undefined ? null : URL.parse(address);
  if (!parsed) return '';
  [parsed.username, parsed.password] = ['', ''];
  return parsed.href.replace(/\/$/, '');
}

/** @returns a repository with its project, as `payments/api`. */
export function repositoryOf({
  id,
  name,
  project,
  defaultBranch,
  webUrl,
  remoteUrl,
}: AzureRepository): Repository {
  const main = defaultBranch ? (refOf(defaultBranch)?.name ?? defaultBranch) : undefined;
  return {
    name: bounded(project ? `${project.name}/${name}` : name, MOST.name),
    url: bare(webUrl) || bare(remoteUrl),
    ...(main && { defaultBranch: bounded(main, MOST.name) }),
    ...repositoryId(id),
  };
}

/** @returns a person. What is unique of them is an address at Azure DevOps Services, `DOMAIN\name` at a server. */
export function personOf(person: AzurePerson | null | undefined): Author | undefined {
  if (!person?.displayName && !person?.uniqueName) return undefined;
  const { displayName, uniqueName } = person;
  return {
    name: bounded(displayName || uniqueName || 'unknown', MOST.name),
    ...(uniqueName &&
      /^[^\s\\/@]+@[^\s\\/@]+$/.test(uniqueName) && { email: bounded(uniqueName, MOST.name) }),
    ...(uniqueName && { username: bounded(uniqueName, MOST.name) }),
  };
}

/** @returns the commits of a push, the oldest first. Azure DevOps sends no lists of files. */
export function commitsOf(
  commits: Payload<'push'>['resource']['commits'],
  newest: string | undefined,
  { url }: Repository,
  receivedAt: number,
): Commit[] {
  const read = (commits ?? []).map(({ commitId: id, author, comment, commentTruncated }): Commit => {
    const address = webAddress(
      `${url}/commit/${encodeURIComponent(bounded(id, MOST.name).replace(/\p{Surrogate}/gu, ''))}`,
    );
    return {
      id: bounded(id, MOST.name),
      ...messageOf(comment, commentTruncated),
      author: {
        name: bounded(author?.name || 'unknown', MOST.name),
        ...(author?.email && { email: bounded(author.email, MOST.name) }),
      },
      at: instant(author?.date) ?? receivedAt,
      ...(address !== undefined && { url: address }),
      added: [],
      modified: [],
      removed: [],
      filesTruncated: true,
    };
  });
  return read[0]?.id === newest ? read.reverse() : read;
}

export function pullRequestOf(pull: AzurePullRequest, repository: Repository): PullRequest {
  const { pullRequestId, title, description, createdBy, status, isDraft } = pull;
  const [source, target] = [branchOf(pull.sourceRefName), branchOf(pull.targetRefName)];
  const [head, merge] = [
    commitId(pull.lastMergeSourceCommit?.commitId),
    commitId(pull.lastMergeCommit?.commitId),
  ];
  const state = status === 'completed' ? 'merged' : status === 'abandoned' ? 'closed' : 'open';
  return {
    number: pullRequestId,
    title: bounded(title, MOST.line),
    ...(description && { description: bounded(description, MOST.text) }),
    url: bare(pull._links?.web?.href) || `${repository.url}/pullrequest/${pullRequestId}`,
    author: personOf(createdBy) ?? { name: 'unknown' },
    ...(source && { source }),
    ...(target && { target }),
    state,
    ...(isDraft != null && { draft: isDraft }),
    ...(state === 'merged' && merge && { mergeCommit: bounded(merge, MOST.name) }),
    ...(head && { head: bounded(head, MOST.name) }),
  };
}

function branchOf(name: string | null | undefined): string | undefined {
  return name ? bounded(refOf(name)?.name ?? name, MOST.name) : undefined;
}
