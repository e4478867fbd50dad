import { realpathSync, statSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Changes of a folder are not seen. */
export class NotWatched extends Error {
  override readonly name = 'NotWatched';
}

interface Watched {
  readonly watcher: FSWatcher;
  /** Whether the folder itself was asked for. */
  whole: boolean;
  /** Names in it of what was asked for and is not there yet. */
  readonly awaited: Set<string>;
}

/** Watches folders as they come and go; of one that is not there, that it comes. */
export class WatchedFolders {
  readonly #onEvent: (folder: string, name: string | null) => void;
  readonly #onProblem: (error: NotWatched) => void;
  /** By folder and what it really is: a link may be put to another, and a folder made anew. */
  readonly #watched = new Map<string, Watched>();

  /**
   * @param onEvent told the folder in which something has happened, and the name of what; null where that is not known, or
   * it is what was awaited.
   */
  constructor(
    onEvent: (folder: string, name: string | null) => void,
    onProblem: (error: NotWatched) => void,
  ) {
    this.#onEvent = onEvent;
    this.#onProblem = onProblem;
  }

  /** Watches these folders from now on, and no others. */
  follow(folders: Iterable<string>): void {
    const wanted = new Map<string, { folder: string; whole: boolean; awaited: Set<string> }>();
    for (const asked of folders) {
      const { folder, awaited } = placeOf(asked);
      const key = keyOf(folder);
      const one = wanted.get(key) ?? { folder, whole: false, awaited: new Set<string>() };
      if (awaited === undefined) one.whole = true;
      else one.awaited.add(awaited);
      wanted.set(key, one);
    }
    for (const [key, { watcher }] of this.#watched)
      if (!wanted.has(key)) {
        watcher.close();
        this.#watched.delete(key);
      }
    for (const [key, { folder, whole, awaited }] of wanted) {
      const before = this.#watched.get(key);
      if (!before) this.#watch(key, folder, whole, awaited);
      else {
        before.whole = whole;
        before.awaited.clear();
        for (const name of awaited) before.awaited.add(name);
      }
    }
  }

  close(): void {
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  #watch(key: string, folder: string, whole: boolean, awaited: Set<string>): void {
    const told = (error: unknown): void => {
      const reason = error instanceof Error ? error.message : String(error);
      this.#onProblem(
        new NotWatched(`${folder} is not watched (${reason}): send SIGHUP after a change in it, or restart.`),
      );
    };
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        const one = this.#watched.get(key);
        if (name === null || one?.awaited.has(name)) this.#onEvent(folder, null);
        else if (one?.whole) this.#onEvent(folder, name);
      });
      this.#watched.set(key, { watcher: watcher.on('error', told), whole, awaited });
    } catch (error) {
      told(error);
    }
  }
}

/** @returns a folder, or of one that is not there the nearest one around it and the name that is awaited in that. */
function placeOf(asked: string): { readonly folder: string; readonly awaited?: string } {
  let [folder, awaited]: [string, string | undefined] = [asked, undefined];
  while (!isFolder(folder) && dirname(folder) !== folder)
    [folder, awaited] = [dirname(folder), basename(folder)];
  return awaited === undefined ? { folder } : { folder, awaited };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function keyOf(folder: string): string {
  try {
    const { dev, ino, birthtimeMs } = statSync(folder);
    return [folder, realpathSync(folder), dev, ino, birthtimeMs].join(' ');
  } catch {
    return folder;
  }
}
