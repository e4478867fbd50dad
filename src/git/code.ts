import { webAddress } from '../incident/web-address.ts';
import { brief, BRANCH_KEPT, NAME_KEPT, nameOf, subjectOf, TITLE_KEPT } from './brief.ts';
import type { Author, Change, Commit, PullRequestState } from './change.ts';
import { textTerms, type TermKind } from './term.ts';

interface Found {
  /** What it is known by within its repository. */
  readonly key: string;
  readonly integration: string;
  readonly repository: string;
  /** Epoch milliseconds: of a commit when it was authored, else when it last changed. */
  readonly at: number;
  readonly by?: string;
  readonly url?: string;
  /** The words by which it is found. */
  readonly terms: readonly string[];
}

/** Something of a repository that can be searched. Texts are on one line, bounded and without secrets. */
export type Code = Found &
  (
    | {
        readonly kind: 'commit';
        readonly id: string;
        readonly title: string;
        /** The message goes on: words in the rest are not found. */
        readonly messageTruncated?: true;
        /** On which it was seen, at most {@link BRANCHES_KEPT}. */
        readonly branches: readonly string[];
        /** At most {@link FILES_KEPT}. */
        readonly files: readonly string[];
        /** There are more files, or the server did not tell all. */
        readonly filesTruncated?: true;
      }
    | { readonly kind: 'branch'; readonly name: string; readonly commit?: string; readonly deleted?: true }
    | {
        readonly kind: 'pull_request';
        readonly number: number;
        readonly title: string;
        readonly state: PullRequestState;
        readonly source?: string;
        readonly target?: string;
      }
  );

export type CodeKind = Code['kind'];

/** Most branches and files that are kept of one commit. */
export const BRANCHES_KEPT = 20;
export const FILES_KEPT = 100;
/** Most terms of one thing: each is an entry of an index. */
const TERMS_KEPT = 400;

type Redact = (text: string) => string;

const safeUrl = (url: string | undefined, redact: Redact): { url?: string } => {
  const safe = webAddress(url);
  return safe !== undefined && redact(safe) === safe ? { url: safe } : {};
};

function termsOf(...found: readonly (readonly [TermKind, string])[]): string[] {
  return [...new Set(found.flatMap(([kind, text]) => textTerms(kind, text)))].slice(0, TERMS_KEPT);
}

const authorTerms = ({ name, email = '', username = '' }: Author): (readonly [TermKind, string])[] => [
  ['author', name],
  ['author', email],
  ['author', username],
];

function commitCode(
  base: Pick<Found, 'integration' | 'repository'>,
  branch: string,
  commit: Commit,
  redact: Redact,
): Code {
  const files = [...new Set([...commit.added, ...commit.modified, ...commit.removed])];
  const kept = files.slice(0, FILES_KEPT).map((file) => brief(redact(file), 300));
  const message = redact(commit.message.slice(0, 3000));
  const cut = commit.filesTruncated || files.length > FILES_KEPT;
  return {
    ...base,
    kind: 'commit',
    key: commit.id.slice(0, 64).toLowerCase(),
    id: commit.id.slice(0, 64).toLowerCase(),
    title: subjectOf(message),
    ...(commit.messageTruncated && { messageTruncated: commit.messageTruncated }),
    at: commit.at,
    by: brief(redact(nameOf(commit.author)), NAME_KEPT),
    ...safeUrl(commit.url, redact),
    branches: [brief(branch, BRANCH_KEPT)],
    files: kept,
    ...(cut && { filesTruncated: true as const }),
    terms: termsOf(
      ['id', commit.id],
      ...authorTerms(commit.author),
      ['commit', message],
      ...kept.map((file) => ['file', file] as const),
    ),
  };
}

/** @returns what of a change can be searched for later. @param redact takes the secrets out of a text. */
export function codeOf(integration: string, change: Change, redact: Redact): Code[] {
  const base = { integration, repository: brief(change.repository.name, 200) };
  const branch = (name: string, more: { commit?: string; deleted?: true; by?: string }): Code => ({
    ...base,
    kind: 'branch',
    key: `branch ${name.slice(0, BRANCH_KEPT)}`,
    name: brief(redact(name), BRANCH_KEPT),
    at: change.at,
    terms: termsOf(['branch', name]),
    ...more,
  });
  const actor = change.actor && { by: brief(redact(nameOf(change.actor)), NAME_KEPT) };
  switch (change.type) {
    case 'push': {
      const { after, commits } = change;
      const commit = after ?? commits.at(-1)?.id;
      return [
        ...commits.map((one) =>
          // By the clock of its author it may be of the future, and would be the newest for ever.
          commitCode(base, change.branch, { ...one, at: Math.min(one.at, change.at) }, redact),
        ),
        branch(change.branch, { ...actor, ...(commit !== undefined && { commit: commit.slice(0, 64) }) }),
      ];
    }
    case 'branch': {
      const { name, action, commit } = change;
      const deleted = action === 'deleted' && { deleted: true as const };
      return [
        branch(name, { ...actor, ...deleted, ...(commit !== undefined && { commit: commit.slice(0, 64) }) }),
      ];
    }
    case 'pull_request': {
      const { number, title, author, state, source, target, url } = change.pullRequest;
      return [
        {
          ...base,
          kind: 'pull_request',
          key: `#${number}`,
          number,
          title: brief(redact(title.slice(0, 3000)), TITLE_KEPT),
          at: change.at,
          by: brief(redact(nameOf(author)), NAME_KEPT),
          ...safeUrl(url, redact),
          state,
          ...(source !== undefined && { source: brief(redact(source), BRANCH_KEPT) }),
          ...(target !== undefined && { target: brief(redact(target), BRANCH_KEPT) }),
          terms: termsOf(
            ['pr', String(number)],
            ['pr', redact(title.slice(0, 3000))],
            ['pr', source ?? ''],
            ...authorTerms(author).map(([, text]) => ['pr', text] as const),
          ),
        },
      ];
    }
    default:
      return [];
  }
}

/**
 * What is known of a thing once it was told of again: of a commit the branches on which it was seen come together; of
 * anything else what was told late tells of an earlier state.
 * @returns `before` itself where that changes nothing.
 */
export function toldAgain<C extends Code>(before: C, one: Code): C {
  if (before.kind === 'commit' && one.kind === 'commit') {
    const branches = [...new Set([...before.branches, ...one.branches])].slice(0, BRANCHES_KEPT);
    return branches.length > before.branches.length ? { ...before, branches } : before;
  }
  if (one.at < before.at) return before;
  // A branch that is told of anew is there again.
  const { deleted: _, ...stays } = before as C & { readonly deleted?: true };
  return { ...(one.kind === 'branch' ? stays : before), ...one } as C;
}
