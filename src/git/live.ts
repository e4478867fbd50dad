import type { Change } from './change.ts';

/** How a change came to where it has an effect. */
export const LIVE_KINDS = ['pushed', 'merged', 'deployed', 'released', 'tagged'] as const;
export type LiveKind = (typeof LIVE_KINDS)[number];

/** Where a server does not say which branch is the default one. */
const USUAL_BRANCHES: ReadonlySet<string> = new Set(['main', 'master', 'trunk']);

/**
 * @returns how a change goes live, if the branch that it is on counts; undefined for what never does: what is only
 * proposed, said, deleted, or deployed without success.
 */
export function liveKindOf(change: Change): LiveKind | undefined {
  switch (change.type) {
    case 'push': {
      const { commits, truncated, forced, before, after } = change;
      // A branch that was set back has no new commits, and not every server says that it was by force.
      const isMoved = before !== undefined && after !== undefined && before !== after;
      return commits.length > 0 || truncated || forced || isMoved ? 'pushed' : undefined;
    }
    case 'pull_request':
      return change.action === 'merged' ? 'merged' : undefined;
    case 'deployment':
      return change.state === 'succeeded' ? 'deployed' : undefined;
    case 'release':
      return change.action === 'published' ? 'released' : undefined;
    case 'tag':
      return change.action === 'created' ? 'tagged' : undefined;
    case 'branch':
    case 'commit_comment':
      return undefined;
  }
}

/** What of a repository counts for a service, by patterns of {@link fitsPattern}. */
export interface Counting {
  /** Branches of which it runs; none: the default one. */
  readonly branches?: readonly string[];
  /** Environments in which it runs, in whatever case; none: all. */
  readonly environments?: readonly string[];
}

/** @returns whether a name fits a pattern in which `*` stands for any characters, such as `release/*`. */
export function fitsPattern(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

/**
 * @param onDefault whether it is the default branch, where the server says so.
 * @param patterns the branches that count by the configuration; none: the default one.
 */
export function isLiveBranch(
  branch: string,
  onDefault: boolean | undefined,
  patterns: readonly string[],
): boolean {
  if (patterns.length > 0) return patterns.some((pattern) => fitsPattern(branch, pattern));
  return onDefault ?? USUAL_BRANCHES.has(branch);
}

/** @param environment where something was deployed to. @param patterns those that count; none: all. */
export function isLiveEnvironment(environment: string, patterns: readonly string[]): boolean {
  const name = environment.toLowerCase();
  return patterns.length === 0 || patterns.some((pattern) => fitsPattern(name, pattern.toLowerCase()));
}
