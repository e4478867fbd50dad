import { bounded, MOST } from '../inbox/bounded.ts';

/** A branch or tag by its name. */
export interface Ref {
  readonly type: 'branch' | 'tag';
  readonly name: string;
}

/** @returns what a full name of git's, `refs/heads/main` or `refs/tags/v1`, stands for; undefined for any other, such as notes. */
export function refOf(name: string): Ref | undefined {
  if (name.startsWith('refs/heads/')) return { type: 'branch', name: name.slice('refs/heads/'.length) };
  if (name.startsWith('refs/tags/')) return { type: 'tag', name: name.slice('refs/tags/'.length) };
  return undefined;
}

/** @returns the id of a commit, bounded; undefined for the zeros by which git says that there is none, as before a branch's first push. */
export function commitId(id: string | null | undefined): string | undefined {
  return id && !/^0+$/.test(id) ? bounded(id, MOST.name) : undefined;
}
