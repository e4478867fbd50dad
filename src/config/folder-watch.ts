import { basename, dirname } from 'node:path';
import { concerns, readSources } from './sources.ts';
import { WatchedFolders, type NotWatched } from './watched-folders.ts';

/** Watches every folder in which a change may change a configuration, as these folders come and go. */
export class FolderWatch {
  readonly #path: string;
  readonly #watched: WatchedFolders;
  #files: ReadonlySet<string> = new Set();
  #folders: ReadonlySet<string> = new Set();

  /**
   * @param path the file or the folder that the configuration begins with.
   * @param onProblem told of {@link NotWatched}.
   */
  constructor(path: string, onEvent: () => void, onProblem: (error: NotWatched) => void) {
    this.#path = path;
    this.#watched = new WatchedFolders((folder, name) => {
      if (name === null || this.#matters(folder, name)) onEvent();
    }, onProblem);
    this.follow();
  }

  close(): void {
    this.#watched.close();
  }

  /** Watches the folders that there are now. */
  follow(): void {
    const { files, folders } = readSources(this.#path);
    this.#files = new Set([basename(this.#path), ...files.map((file) => basename(file))]);
    this.#folders = new Set(folders);
    // Editors replace the file, and Kubernetes the link `..data` beside it: only the folder stays the same.
    this.#watched.follow([dirname(this.#path), ...folders]);
  }

  #matters(folder: string, name: string): boolean {
    // Around a folder of files anything may happen; only that it is replaced matters.
    if (this.#folders.has(folder)) return concerns(name, this.#files);
    return name === basename(this.#path) || name.startsWith('..');
  }
}
