import type { Logger } from 'pino';
import type { Config } from './config/config.ts';
import type { Loaded, LoadOptions } from './config/load.ts';
import { ConfigError } from './config/problem.ts';
import { watchConfig, type WatchOptions } from './config/reload.ts';

/** A configuration and what is built of it: always of one and the same. */
export interface InForce<B> {
  readonly config: () => Config;
  readonly built: () => B;
  /** Tells of each new configuration once it is in force, until the returned function is called. */
  readonly follow: (follower: Follower<B>) => () => void;
  readonly close: () => void;
}

/** Makes something else follow what is in force. Told in the order in which they came. */
export type Follower<B> = (built: B, before: B) => void | Promise<void>;

/**
 * Follows the configuration file: a new configuration comes into force together with what is built of it, or not at all.
 * @param options.build makes the parts; when it throws for a new configuration, everything stays as it was. It is given
 * the parts in force, of which it may keep what has not changed.
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
    readonly build: (config: Config, before?: B) => B;
    readonly log: Pick<Logger, 'info' | 'error'>;
  }): InForce<B> {
  let { config } = loaded;
  let built = build(config);
  const followers = new Set<Follower<B>>();
  const follow = async (follower: Follower<B>, after: B, before: B): Promise<void> => {
    try {
      await follower(after, before);
    } catch (err) {
      log.error({ err }, 'a part does not follow the new configuration: restart this process');
    }
  };
  const watch = watchConfig({
    ...watching,
    loaded,
    onChange: (fresh) => {
      const before = built;
      built = build(fresh.config, before);
      config = fresh.config;
      log.info(
        { version: config.version },
        'the configuration was loaded anew; incidents under way keep theirs',
      );
      for (const follower of followers) void follow(follower, built, before);
    },
    onProblem: (error) => {
      // A mistake in the file is said in full by its message; of anything else the trace is wanted.
      const fields = error instanceof ConfigError ? {} : { err: error };
      log.error(fields, `the configuration stays as it was: ${error.message}`);
    },
  });
  return {
    config: () => config,
    built: () => built,
    follow(follower) {
      followers.add(follower);
      return () => void followers.delete(follower);
    },
    close: () => watch.close(),
  };
}
