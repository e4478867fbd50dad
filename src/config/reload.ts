import type { Config } from './config.ts';
import { FolderWatch } from './folder-watch.ts';
import { loadConfig, type Loaded, type LoadOptions } from './load.ts';

export interface WatchOptions extends LoadOptions {
  /** What was loaded at start. */
  readonly loaded: Loaded;
  /** Called when the content has changed and is right; when it throws, the configuration before stays in force. */
  readonly onChange: (loaded: Loaded) => void;
  /** Called when the file is wrong, cannot be taken up, or cannot be watched; the configuration that was right stays in force. */
  readonly onProblem: (error: Error) => void;
  /** Called when a file that was wrong is right again: changed by then, or what it was before. */
  readonly onMended?: () => void;
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
  let wrong = false;

  const reload = (): void => {
    try {
      const loaded = loadConfig(options);
      if (loaded.config.version !== current.version) {
        options.onChange(loaded);
        current = loaded.config;
      }
      if (wrong) options.onMended?.();
      [reported, wrong] = [undefined, false];
    } catch (thrown) {
      // This runs in a timer and in a signal's handler: whatever left it would end the process.
      const error = thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
      wrong = true;
      // One saving of a file makes several events; each problem is told once.
      if (reported === error.message) return;
      reported = error.message;
      options.onProblem(error);
    }
  };
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // Before it is read: what changes from then on is told.
      folders?.follow();
      reload();
    }, options.settleMs ?? 200);
    timer.unref();
  };
  const onHangup = (): void => {
    reported = undefined;
    reload();
  };

  const folders =
    options.path === undefined ? undefined : new FolderWatch(options.path, settle, options.onProblem);
  process.on('SIGHUP', onHangup);
  return {
    current: () => current,
    reload,
    close: () => {
      clearTimeout(timer);
      folders?.close();
      process.off('SIGHUP', onHangup);
    },
  };
}
