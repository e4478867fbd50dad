import { realpathSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { concerns, readSources } from './sources.ts';

/** The configuration is in force, but changes of it are not seen. */
export class NotWatched extends Error {
  override readonly name = 'NotWatched';
}

/** Watches every folder in which a change may change a configuration, as these folders come and go. */
export class FolderWatch {
  readonly #path: string;
  readonly #onEvent: () => void;
  readonly #onProblem: (error: Error) => void;
  /** By folder and what it really is: a link may be put to another. */
  readonly #watchers = new Map<string, FSWatcher>();
  #files: ReadonlySet<string> = new Set();

  /**
   * @param path the file or the folder that the configuration begins with.
   * @param onProblem told of {@link NotWatched}.
   */
  constructor(path: string, onEvent: () => void, onProblem: (error: Error) => void) {
    this.#path = path;
    this.#onEvent = onEvent;
    this.#onProblem = onProblem;
    this.follow();
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Watches the folders that there are now. */
  follow(): void {
    const { files, folders } = readSources(this.#path);
    this.#files = new Set([basename(this.#path), ...files.map((file) => basename(file))]);
    // Editors replace the file, and Kubernetes the link `..data` beside it: only the folder stays the same.
    const wanted = new Map([dirname(this.#path), ...folders].map((folder) => [keyOf(folder), folder]));
    for (const [key, watcher] of this.#watchers)
      if (!wanted.has(key)) {
        watcher.close();
        this.#watchers.delete(key);
      }
    for (const [key, folder] of wanted) if (!this.#watchers.has(key)) this.#watch(key, folder, folders);
  }

  #watch(key: string, folder: string, folders: readonly string[]): void {
    const told = (error: unknown): void => {
      const reason = error instanceof Error ? error.message : String(error);
      this.#onProblem(
        new NotWatched(`${folder} is not watched (${reason}): send SIGHUP after a change in it, or restart.`),
      );
    };
    // Around a folder of files anything may happen; only that it is replaced matters.
    const within = folders.includes(folder);
    const matters = (name: string): boolean =>
      within ? concerns(name, this.#files) : name === basename(this.#path) || name.startsWith('..');
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name === null || matters(name)) this.#onEvent();
      });
      this.#watchers.set(key, watcher.on('error', told));
    } catch (error) {
      told(error);
    }
  }
}

function keyOf(folder: string): string {
  try {
    return `${folder} ${realpathSync(folder)}`;
  } catch {
    return folder;
  }
}
