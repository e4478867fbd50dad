import { bounded, MOST } from '../inbox/bounded.ts';
import type { Commit } from './change.ts';

/** The files of a commit as a server lists them. */
export interface FileLists {
  readonly added?: readonly string[] | null | undefined;
  readonly modified?: readonly string[] | null | undefined;
  readonly removed?: readonly string[] | null | undefined;
}

/**
 * @returns the files that are kept of a commit: all of them, or the first, marked as truncated.
 * @param most how many the server lists at most: so many, and there may have been more.
 */
export function filesOf(
  lists: FileLists,
  most = Number.POSITIVE_INFINITY,
): Pick<Commit, 'added' | 'modified' | 'removed' | 'filesTruncated'> {
  const { added, modified, removed } = lists;
  const given = [added, modified, removed].map((list) => list ?? []);
  const count = given.reduce((sum, list) => sum + list.length, 0);
  let left: number = MOST.files;
  const [kept1 = [], kept2 = [], kept3 = []] = given.map((list) => {
    const kept = list.slice(0, left).map((path) => bounded(path, MOST.line));
    left -= kept.length;
    return kept;
  });
  return {
    added: kept1,
    modified: kept2,
    removed: kept3,
    // A server that leaves a list out says nothing of it.
    filesTruncated: !added || !modified || !removed || count >= most || count > MOST.files,
  };
}

/** @param cut whether the server says that it is not all. @returns what is kept of a commit's message, marked where it is cut. */
export function messageOf(
  message: string | null | undefined,
  cut: boolean | null | undefined = false,
): Pick<Commit, 'message' | 'messageTruncated'> {
  const whole = message ?? '';
  return {
    message: bounded(whole, MOST.text),
    ...((cut || whole.length > MOST.text) && { messageTruncated: true as const }),
  };
}

/**
 * Is a list of commits all that were pushed?
 * @param after newest commit of the push: where it is not among them, the list was cut.
 * @param says what the server tells of it: how many there were, that it sent only some, or how many it sends at most.
 * @returns the mark of a push whose commits are not all there; nothing for a whole one.
 */
export function truncation(
  commits: readonly Pick<Commit, 'id'>[],
  after: string | undefined,
  says: { readonly total?: number | undefined; readonly cut?: boolean; readonly most?: number },
): { readonly truncated?: { readonly total?: number } } {
  const { total, cut = false, most = Number.POSITIVE_INFINITY } = says;
  if (total !== undefined && total > commits.length) return { truncated: { total } };
  const missing = commits.length > 0 && after !== undefined && commits.every(({ id }) => id !== after);
  return cut || missing || commits.length >= most ? { truncated: {} } : {};
}
