import type { Commit } from './change.ts';
import { touches, type CodePlace } from './place.ts';

/** A commit of a push, and the folders in which no newer one of it changed a file. */
export interface NewestIn {
  readonly commit: string;
  readonly title: string;
  readonly url?: string;
  /** Without a slash at their ends. */
  readonly folders: readonly string[];
}

/** Most commits of one push that are kept so. */
export const NEWEST_KEPT = 20;

/** How a commit is kept, and which folders of it are looked at. */
interface Kept {
  readonly told: (commit: Commit) => Omit<NewestIn, 'folders'>;
  /** In which files were changed. */
  readonly folders: (commit: Commit) => ReadonlySet<string>;
}

/**
 * @param commits of a push, the oldest first. @param most folders that are kept of them all.
 * @returns which commit is the newest in which folders, the newest first. It ends at the first commit whose files are not
 * all known: it may be the newest one in any other folder. Nothing where the newest commit of all says it all.
 */
export function newestIn(commits: readonly Commit[], { told, folders }: Kept, most: number): NewestIn[] {
  const seen = new Set<string>();
  const found: NewestIn[] = [];
  for (const commit of commits.toReversed()) {
    const fresh = [...folders(commit)].filter((folder) => !seen.has(folder)).slice(0, most - seen.size);
    for (const folder of fresh) seen.add(folder);
    if (fresh.length > 0) found.push({ ...told(commit), folders: fresh });
    if (commit.filesTruncated || seen.size >= most || found.length >= NEWEST_KEPT) break;
  }
  const [newest, older] = found;
  return older === undefined && newest?.commit === commits.at(-1)?.id ? [] : found;
}

/** What a change is called that may be called otherwise elsewhere. */
interface Titled {
  readonly title?: string;
  readonly commit?: string;
  readonly newest?: readonly NewestIn[];
}

/**
 * @param places those of a service, of the repository of the change.
 * @returns a change by the title of its newest commit in one of these folders, with that commit; as it is where all of the
 * repository counts, and where no commit is known to be that.
 */
export function titledFor<T extends Titled>(
  one: T,
  places: readonly CodePlace[],
): T & { readonly titled?: { readonly commit: string; readonly url?: string } } {
  if (places.some(({ folder }) => folder === undefined)) return one;
  const newest = one.newest?.find(({ folders }) => places.some((place) => touches(place, folders)));
  if (!newest || newest.commit === one.commit) return one;
  const { title, commit, url } = newest;
  return { ...one, title, titled: { commit, ...(url !== undefined && { url }) } };
}
