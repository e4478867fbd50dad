import type { Logger } from 'pino';
import type { Config } from './config/config.ts';
import type { Loaded, LoadOptions } from './config/load.ts';
import { ConfigError } from './config/problem.ts';
import { watchConfig, type WatchOptions } from './config/reload.ts';

/** A configuration and what is built of it: always of one and the same. */
export interface InForce<B> {
  readonly config: () => Config;
  readonly built: () => B;
  readonly close: () => void;
}

/**
 * Follows the configuration file: a new configuration comes into force together with what is built of it, or not at all.
 * @param options.build makes the parts; when it throws for a new configuration, everything stays as it was.
 * @throws whatever `build` throws for the configuration that was loaded at start.
 */
export function keepInForce<B>({
  loaded,
  build,
  log,
  ...watching
}: LoadOptions &
  Pick<WatchOptions, 'settleMs'> & {
    readonly loaded: Loaded;
    readonly build: (config: Config) => B;
    readonly log: Pick<Logger, 'info' | 'error'>;
  }): InForce<B> {
  let { config } = loaded;
  let built = build(config);
  const watch = watchConfig({
    ...watching,
    loaded,
    onChange: (fresh) => {
      built = build(fresh.config);
      config = fresh.config;
      log.info(
        { version: config.version },
        'the configuration was loaded anew; incidents under way keep theirs',
      );
    },
    onProblem: (error) => {
      // A mistake in the file is said in full by its message; of anything else the trace is wanted.
      const fields = error instanceof ConfigError ? {} : { err: error };
      log.error(fields, `the configuration stays as it was: ${error.message}`);
    },
  });
  return { config: () => config, built: () => built, close: () => watch.close() };
}
