import type { Logger } from 'pino';
import { commandFolders, commandsHere } from '../../config/commands-here.ts';
import type { Config } from '../../config/config.ts';
import { formatPath } from '../../config/problem.ts';
import { WatchedFolders } from '../../config/watched-folders.ts';

/** Installing writes files in several steps. */
const SETTLE_MS = 200;

/**
 * Says which commands cannot be run on the machine of this worker, and each change of that: by the configuration, or by
 * programs and scripts that come, change and go. Each run looks for itself.
 */
export class CommandsWatch {
  readonly #config: () => Config;
  readonly #log: Pick<Logger, 'info' | 'warn'>;
  readonly #settleMs: number;
  readonly #folders: WatchedFolders;
  #timer: NodeJS.Timeout | undefined;
  #told: ReadonlySet<string> = new Set();
  /** Looks follow each other, so that the last one counts. */
  #looking: Promise<void> = Promise.resolve();

  constructor({
    config,
    log,
    settleMs = SETTLE_MS,
  }: {
    readonly config: () => Config;
    readonly log: Pick<Logger, 'info' | 'warn'>;
    /** How long files must be left alone before they are looked at, in milliseconds. */
    readonly settleMs?: number;
  }) {
    this.#config = config;
    this.#log = log;
    this.#settleMs = settleMs;
    this.#folders = new WatchedFolders(
      () => this.#settle(),
      ({ message }) => log.warn(message),
    );
  }

  /** Looks now, and from now on in the folders that the configuration in force names. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#folders.close();
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), this.#settleMs).unref();
  }

  async #look(): Promise<void> {
    const config = this.#config();
    // Before it is looked at: what changes from then on is told.
    this.#folders.follow(commandFolders(config));
    const found = await commandsHere(config);
    const amiss = new Set(found.map(({ path, message }) => `${formatPath(path)}: ${message}`));
    for (const one of amiss)
      if (!this.#told.has(one)) this.#log.warn(`${one}. Runs of it fail on this worker.`);
    for (const one of this.#told) if (!amiss.has(one)) this.#log.info(`no longer so: ${one}`);
    this.#told = amiss;
  }
}
