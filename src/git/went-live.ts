import { webAddress } from '../incident/web-address.ts';
import { brief, BRANCH_KEPT, NAME_KEPT, nameOf, subjectOf, TITLE_KEPT } from './brief.ts';
import type { Change, Commit } from './change.ts';
import { isLiveBranch, isLiveEnvironment, liveKindOf, type Counting, type LiveKind } from './live.ts';
import { newestIn, type NewestIn } from './newest.ts';
import { touches, type CodePlace } from './place.ts';

/** A change that went live, or did if its branch counts, as it is kept: every text on one line and bounded. */
export interface WentLive {
  /** The same when the server tells it again, within its repository. */
  readonly key: string;
  readonly kind: LiveKind;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly integration: string;
  readonly repository: string;
  /** What a pull request, release or the newest commit of a push is called; absent where nothing says so. */
  readonly title?: string;
  readonly by?: string;
  readonly url?: string;
  /** Of a pull request. */
  readonly number?: number;
  /** The branch that it is on since; of a tag or release its name. */
  readonly ref?: string;
  /** Whether that is the default branch; absent where the server does not say which one is. */
  readonly onDefault?: boolean;
  readonly environment?: string;
  readonly commit?: string;
  /** Newest commit of a pull request of which the server told no other that it became. */
  readonly head?: string;
  /** How many commits a push has; absent where that is not known. */
  readonly commits?: number;
  /** In which files were changed, at most {@link FOLDERS_KEPT}; absent where the server told of no file. */
  readonly folders?: readonly string[];
  /** There were more, or some are not known. */
  readonly foldersTruncated?: true;
  /** Of a push whose commits are not all in the same folders. */
  readonly newest?: readonly NewestIn[];
  /** The commit of which the title is, where a service is shown another one than the newest of all: that of its folders. */
  readonly titled?: { readonly commit: string; readonly url?: string };
}

/** Most folders that are kept of one change. */
export const FOLDERS_KEPT = 100;
const FOLDER_KEPT = 200;

/** @returns in which folders a commit changed files. */
function foldersIn({ added, modified, removed }: Commit): Set<string> {
  const folder = (file: string) => file.slice(0, Math.max(0, file.lastIndexOf('/'))).slice(0, FOLDER_KEPT);
  return new Set([...added, ...modified, ...removed].map(folder));
}

function foldersOf(
  commits: readonly Commit[],
  isCut: boolean,
): Pick<WentLive, 'folders' | 'foldersTruncated'> {
  const folders = new Set<string>();
  let cut = isCut;
  for (const commit of commits) {
    cut ||= commit.filesTruncated;
    for (const folder of foldersIn(commit)) {
      if (folders.size >= FOLDERS_KEPT && !folders.has(folder)) cut = true;
      else folders.add(folder);
    }
  }
  return {
    ...(folders.size > 0 && { folders: [...folders] }),
    ...(cut && { foldersTruncated: true as const }),
  };
}

/**
 * @param redact takes the secrets out of a text.
 * @returns the change as it is kept; undefined for what does not go live on any branch.
 */
export function wentLive(
  integration: string,
  change: Change,
  redact: (text: string) => string,
): WentLive | undefined {
  const kind = liveKindOf(change);
  if (!kind) return undefined;
  const { key, at, repository, actor } = change;
  const line = (text: string, most: number): string => brief(redact(text.slice(0, 3000)), most);
  const known = (url: string | undefined): { url?: string } => {
    const safe = webAddress(url);
    return safe !== undefined && redact(safe) === safe ? { url: safe } : {};
  };
  const base = {
    key: key.slice(0, 300),
    kind,
    at,
    integration,
    repository: brief(repository.name, 200),
    ...(actor && { by: line(nameOf(actor), NAME_KEPT) }),
  };
  const on = (branch: string) => ({
    ref: line(branch, BRANCH_KEPT),
    ...(repository.defaultBranch !== undefined && { onDefault: branch === repository.defaultBranch }),
  });
  switch (change.type) {
    case 'push': {
      const newest = change.commits.at(-1);
      const count = change.truncated ? change.truncated.total : change.commits.length;
      const commit = change.after ?? newest?.id;
      const title = ({ message }: Commit) => subjectOf(redact(message.slice(0, 3000)));
      const told = (one: Commit) => ({ commit: one.id.slice(0, 64), title: title(one), ...known(one.url) });
      const inFolders = newestIn(change.commits, { told, folders: foldersIn }, FOLDERS_KEPT);
      return {
        ...base,
        ...on(change.branch),
        ...(newest && { title: title(newest) }),
        ...(!actor && newest && { by: line(nameOf(newest.author), NAME_KEPT) }),
        ...known(change.url ?? newest?.url),
        ...(commit !== undefined && { commit: commit.slice(0, 64) }),
        ...(count !== undefined && { commits: count }),
        ...foldersOf(change.commits, change.truncated !== undefined || change.commits.length === 0),
        ...(inFolders.length > 0 && { newest: inFolders }),
      };
    }
    case 'pull_request': {
      const { pullRequest } = change;
      return {
        ...base,
        ...(pullRequest.target !== undefined && on(pullRequest.target)),
        by: line(nameOf(pullRequest.author), NAME_KEPT),
        title: line(pullRequest.title, TITLE_KEPT),
        number: pullRequest.number,
        ...known(pullRequest.url),
        ...(pullRequest.mergeCommit !== undefined
          ? { commit: pullRequest.mergeCommit.slice(0, 64) }
          : pullRequest.head !== undefined && { head: pullRequest.head.slice(0, 64) }),
        foldersTruncated: true,
      };
    }
    case 'deployment':
      return {
        ...base,
        environment: line(change.environment, NAME_KEPT),
        ...(change.ref !== undefined && { ref: line(change.ref, BRANCH_KEPT) }),
        ...(change.commit !== undefined && { commit: change.commit.slice(0, 64) }),
        ...known(change.url),
        foldersTruncated: true,
      };
    case 'release':
      return {
        ...base,
        ref: line(change.tag, BRANCH_KEPT),
        title: line(change.name, TITLE_KEPT),
        ...known(change.url),
        foldersTruncated: true,
      };
    case 'tag':
      return {
        ...base,
        ref: line(change.name, BRANCH_KEPT),
        ...(change.commit !== undefined && { commit: change.commit.slice(0, 64) }),
        foldersTruncated: true,
      };
    case 'branch':
    case 'commit_comment':
      return undefined;
  }
}

/** Does what went live concern a place? What says nothing of its files may: it is not left out. */
function concerns(one: WentLive, place: CodePlace): boolean {
  if (place.folder === undefined || !one.folders) return true;
  return touches(place, one.folders) || one.foldersTruncated === true;
}

const onBranch = ({ ref = '', commit, head = '' }: WentLive): string => `${commit ?? head} on ${ref}`;

/** Within how long the same is told again by another webhook, in milliseconds. */
const AGAIN_MS = 60_000;

/** @returns what two webhooks of one repository tell under keys of their own once. */
function once(all: readonly WentLive[]): WentLive[] {
  const told = new Map<string, number>();
  return all.filter(({ kind, number, ref, commit, environment, at }) => {
    if (number === undefined && ref === undefined && commit === undefined) return true;
    const what = JSON.stringify([kind, number, ref, number === undefined && commit, environment]);
    const before = told.get(what);
    if (before !== undefined && Math.abs(before - at) < AGAIN_MS) return false;
    told.set(what, at);
    return true;
  });
}

/**
 * @param found what is kept of the place's repository. @returns what of it counts went live there; what a push and a pull request both tell once, as the pull request; likewise a tag and
 * its release; and what is told twice.
 */
export function liveIn(
  place: CodePlace,
  found: readonly WentLive[],
  { branches = [], environments = [] }: Counting = {},
): WentLive[] {
  const counts = ({ kind, ref = '', onDefault, environment = '' }: WentLive): boolean => {
    if (kind === 'deployed') return isLiveEnvironment(environment, environments);
    return (kind !== 'pushed' && kind !== 'merged') || isLiveBranch(ref, onDefault, branches);
  };
  const live = once(found.filter(counts));
  const pushed = new Map(
    live.flatMap((one) => (one.kind === 'pushed' && one.commit !== undefined ? [[onBranch(one), one]] : [])),
  );
  const became = new Set<WentLive>();
  const merged = live.map((one) => {
    const push = one.kind === 'merged' ? pushed.get(onBranch(one)) : undefined;
    if (!push) return one;
    became.add(push);
    const { foldersTruncated: _, ...rest } = one;
    return {
      ...rest,
      ...(push.folders && { folders: push.folders }),
      ...(push.foldersTruncated && { foldersTruncated: push.foldersTruncated }),
      ...(push.commits !== undefined && { commits: push.commits }),
    };
  });
  const released = new Set(merged.flatMap(({ kind, ref }) => (kind === 'released' ? [ref] : [])));
  return merged
    .filter((one) => !became.has(one))
    .filter(({ kind, ref }) => kind !== 'tagged' || !released.has(ref))
    .filter((one) => concerns(one, place));
}
