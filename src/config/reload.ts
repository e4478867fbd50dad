import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Config } from './config.ts';
import { loadConfig, type Loaded, type LoadOptions } from './load.ts';

export interface WatchOptions extends LoadOptions {
  /** What was loaded at start. */
  readonly loaded: Loaded;
  /** Called when the content has changed and is right; when it throws, the configuration before stays in force. */
  readonly onChange: (loaded: Loaded) => void;
  /** Called when the file is wrong, cannot be taken up, or cannot be watched; the configuration that was right stays in force. */
  readonly onProblem: (error: Error) => void;
  /** How long the file must be left alone before it is read, in milliseconds: editors write in several steps. */
  readonly settleMs?: number;
}

export interface ConfigWatch {
  /** @returns the last configuration that was right. */
  current(): Config;
  /** Reads the file again at once. */
  reload(): void;
  close(): void;
}

/**
 * Loads the configuration anew when its file changes and on SIGHUP. Incidents that are under way keep their plan.
 * Without a file there is nothing to watch, and SIGHUP is ignored.
 */
export function watchConfig(options: WatchOptions): ConfigWatch {
  let current = options.loaded.config;
  let timer: NodeJS.Timeout | undefined;
  let reported: string | undefined;

  const reload = (): void => {
    try {
      const loaded = loadConfig(options);
      if (loaded.config.version !== current.version) {
        options.onChange(loaded);
        current = loaded.config;
      }
      reported = undefined;
    } catch (thrown) {
      // This runs in a timer and in a signal's handler: whatever left it would end the process.
      const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
      // One saving of a file makes several events; each problem is told once.
      if (reported === error.message) return;
      reported = error.message;
      options.onProblem(error);
    }
  };
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(reload, options.settleMs ?? 200);
    timer.unref();
  };
  const onHangup = (): void => {
    reported = undefined;
    reload();
  };

  const watcher = options.path === undefined ? undefined : watchFile(options.path, settle, options.onProblem);
  process.on('SIGHUP', onHangup);
  return {
    current: () => current,
    reload,
    close: () => {
      clearTimeout(timer);
      watcher?.close();
      process.off('SIGHUP', onHangup);
    },
  };
}

function watchFile(
  path: string,
  onEvent: () => void,
  onProblem: (error: Error) => void,
): FSWatcher | undefined {
  const told = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    onProblem(new Error(`${path} is not watched (${reason}): send SIGHUP after changing it, or restart.`));
  };
  try {
    // Editors replace the file, and Kubernetes the link `..data` beside it: only the folder stays the same.
    const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(path) || name.startsWith('..')) onEvent();
    });
    return watcher.on('error', told);
  } catch (error) {
    told(error);
    return undefined;
  }
}
