import type { IncidentId } from '../incident/id.ts';
import { webAddress } from '../incident/web-address.ts';
import { brief, BRANCH_KEPT, firstLine, NAME_KEPT, nameOf, shortId, TITLE_KEPT } from './brief.ts';
import type { Author, Change, Commit } from './change.ts';
import { incidentsIn, textOf, textOfPullRequest } from './mention.ts';

export const NEWS_KINDS = [
  'commit',
  'pull_request',
  'merged',
  'closed',
  'branch',
  'tag',
  'released',
  'deployed',
] as const;

/** What an incident is told of a change that mentions it. Every text is from outside, on one line and bounded. */
export interface ChangeNews {
  /** The same for the same thing, however often it is told. */
  readonly key: string;
  readonly kind: (typeof NEWS_KINDS)[number];
  /** With what it belongs to: `acme/payments`. */
  readonly repository: string;
  /** `#42`, the beginning of a commit's id, a branch, a tag, an environment. */
  readonly name: string;
  readonly title?: string;
  readonly by?: string;
  readonly url?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Most of them that an incident has on its timeline: all stand in its state by their keys. Its page has more. */
export const NEWS_LIMIT = 50;

/** @param redact takes the secrets out of a text. @returns the news without secrets, on one line each, within every limit. */
export function keptNews(news: ChangeNews, redact: (text: string) => string): ChangeNews {
  const { key, kind, repository, name, title, by, url, at } = news;
  const safe = webAddress(url);
  return {
    key: brief(key, 160),
    kind,
    repository: brief(redact(repository), NAME_KEPT),
    name: brief(redact(name), BRANCH_KEPT),
    ...(title !== undefined && { title: brief(redact(title.slice(0, 3000)), TITLE_KEPT) }),
    ...(by !== undefined && { by: brief(redact(by), NAME_KEPT) }),
    ...(safe !== undefined && redact(safe) === safe && { url: safe }),
    at,
  };
}

/** News for incidents, by the incident. */
export type NewsOf = ReadonlyMap<IncidentId, readonly ChangeNews[]>;

/** @returns the name by which a commit's mentions are known within its repository. */
export const commitKey = (repository: string, id: string): string =>
  `${repository.slice(0, 100)}@${id.slice(0, 12)}`;

const by = (author: Author | undefined): { by?: string } => (author ? { by: nameOf(author) } : {});

/** @returns of a pull request that mentions incidents: that it is there, that it was merged, that it was closed. */
function ofPullRequest(change: Extract<Change, { type: 'pull_request' }>): ChangeNews {
  const { pullRequest, repository, action, at } = change;
  const kind = action === 'merged' || action === 'closed' ? action : 'pull_request';
  return {
    key: `${repository.name.slice(0, 100)}#${pullRequest.number}${kind === 'pull_request' ? '' : `/${kind}`}`,
    kind,
    repository: repository.name,
    name: `#${pullRequest.number}`,
    title: pullRequest.title,
    ...by(kind === 'pull_request' ? pullRequest.author : (change.actor ?? pullRequest.author)),
    url: pullRequest.url,
    at,
  };
}

/** @returns what of a commit is told. */
export function ofCommit(repository: string, commit: Commit): ChangeNews {
  return {
    key: commitKey(repository, commit.id),
    kind: 'commit',
    repository,
    name: shortId(commit.id),
    title: firstLine(commit.message),
    ...by(commit.author),
    ...(commit.url !== undefined && { url: commit.url }),
    at: commit.at,
  };
}

function ofOther(change: Exclude<Change, { type: 'push' | 'pull_request' }>): ChangeNews | undefined {
  const { repository, at } = change;
  const told = { repository: repository.name, at, ...by(change.actor) };
  const key = (what: string): string => `${repository.name.slice(0, 80)}${what.slice(0, 70)}`;
  switch (change.type) {
    case 'commit_comment':
      return {
        ...told,
        key: commitKey(repository.name, change.commit),
        kind: 'commit',
        name: shortId(change.commit),
        ...(change.url !== undefined && { url: change.url }),
      };
    case 'branch':
    case 'tag':
      if (change.action === 'deleted') return undefined;
      return { ...told, key: key(` ${change.type} ${change.name}`), kind: change.type, name: change.name };
    case 'release':
      if (change.action === 'deleted') return undefined;
      return {
        ...told,
        key: key(` release ${change.tag}`),
        kind: 'released',
        name: change.tag,
        title: change.name,
        ...(change.url !== undefined && { url: change.url }),
      };
    case 'deployment':
      if (change.state !== 'succeeded') return undefined;
      return {
        ...told,
        key: key(` ${change.environment}@${(change.commit ?? change.ref ?? change.key).slice(0, 40)}`),
        kind: 'deployed',
        name: change.environment,
        ...(change.commit !== undefined && { title: shortId(change.commit) }),
        ...(change.url !== undefined && { url: change.url }),
      };
  }
}

/**
 * @param deployed the incidents that the commit of a deployment is known to mention.
 * @returns what incidents that a change mentions are told of it.
 */
export function newsOf(change: Change, deployed: readonly IncidentId[] = []): NewsOf {
  const found = new Map<IncidentId, ChangeNews[]>();
  const tell = (incidents: readonly IncidentId[], news: ChangeNews | undefined): void => {
    if (!news) return;
    for (const id of incidents) {
      const all = found.get(id) ?? [];
      if (!all.some(({ key }) => key === news.key)) found.set(id, [...all, news]);
    }
  };
  if (change.type === 'push') {
    const { repository, branch, commits, at, actor } = change;
    for (const commit of commits) tell(incidentsIn(commit.message), ofCommit(repository.name, commit));
    const ofBranch = incidentsIn(branch).filter((id) => !found.has(id));
    const key = `${repository.name.slice(0, 80)} branch ${branch.slice(0, 62)}`;
    tell(ofBranch, { key, kind: 'branch', repository: repository.name, name: branch, ...by(actor), at });
    return found;
  }
  if (change.type === 'pull_request') {
    const { action, pullRequest } = change;
    const isOver = action === 'merged' || action === 'closed';
    tell(incidentsIn(isOver ? textOfPullRequest(pullRequest) : textOf(change)), ofPullRequest(change));
    return found;
  }
  tell([...new Set([...incidentsIn(textOf(change)), ...deployed])], ofOther(change));
  return found;
}
