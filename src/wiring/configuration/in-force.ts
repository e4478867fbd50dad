import type { Logger } from 'pino';
import type { Config } from '../../config/config.ts';
import { watchVersions, type KeptVersion } from '../../config/follow-versions.ts';
import type { Loaded, LoadOptions } from '../../config/load.ts';
import { ConfigError, formatProblem } from '../../config/problem.ts';
import { watchConfig, type WatchOptions } from '../../config/reload.ts';
import type { RefusedConfiguration, Standing } from '../../config/standing.ts';
import { NotWatched } from '../../config/watched-folders.ts';

/** A configuration and what is built of it: always of one and the same. */
export interface InForce<B> {
  readonly config: () => Config;
  readonly built: () => B;
  /** Tells of each new configuration once it is in force, until the returned function is called. */
  readonly follow: (follower: Follower<B>) => () => void;
  /** @returns which configuration is in force, and whether a newer one was refused. */
  readonly standing: () => Standing;
  /** Tells of each configuration that is refused, and of the end of that (undefined), until the returned function is called. */
  readonly followRefusals: (follower: RefusalFollower) => () => void;
  /** @returns the configuration in force as it is written, as JSON. */
  readonly written: () => string;
  /** Notes under which number the store keeps what is in force. */
  readonly numbered: (number: number) => void;
  /** Looks for a newer version in the store at once, where its versions are followed. */
  readonly look: () => Promise<void>;
  readonly close: () => void;
}

/** Where the versions of the store are followed. */
export interface ManagedVersions {
  /** The version that was loaded. */
  readonly number: number;
  /** @returns the newest version after a number. */
  readonly after: (number: number) => Promise<KeptVersion | undefined>;
}

/** Makes something else follow what is in force. Told in the order in which they came. */
export type Follower<B> = (built: B, before: B) => void | Promise<void>;

/** @param refused what was not taken up; undefined when what is offered is right again. */
export type RefusalFollower = (refused: RefusedConfiguration | undefined) => void;

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
  now = Date.now,
  managed,
  ...watching
}: LoadOptions &
  Pick<WatchOptions, 'settleMs'> & {
    readonly loaded: Loaded;
    readonly build: (config: Config, before?: B) => B;
    readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
    /** Epoch milliseconds. */
    readonly now?: () => number;
    /** Given where the versions of the store are followed in place of files. */
    readonly managed?: ManagedVersions | undefined;
  }): InForce<B> {
  let { config, written, warnings } = loaded;
  let number = managed?.number;
  let built = build(config);
  let since = now();
  let refused: RefusedConfiguration | undefined;
  const toldOfRefusals = new Set<RefusalFollower>();
  const followers = new Set<Follower<B>>();
  const follow = async (follower: Follower<B>, after: B, before: B): Promise<void> => {
    try {
      await follower(after, before);
    } catch (err) {
      log.error({ err }, 'a part does not follow the new configuration: restart this process');
    }
  };
  const on = {
    onChange: (fresh: Loaded, version?: number): void => {
      const before = built;
      built = build(fresh.config, before);
      ({ config, written, warnings } = fresh);
      number = version;
      since = now();
      log.info(
        { version: config.version },
        'the configuration was loaded anew; incidents under way keep theirs',
      );
      for (const warning of warnings) log.warn(formatProblem(warning, config.source));
      for (const follower of followers) void follow(follower, built, before);
    },
    onProblem: (error: Error): void => {
      // A mistake in the file is said in full by its message; of anything else the trace is wanted.
      const fields = error instanceof ConfigError ? {} : { err: error };
      log.error(fields, `the configuration stays as it was: ${error.message}`);
      if (error instanceof NotWatched) return;
      const problems = error instanceof ConfigError ? error.problems : [];
      refused = { at: now(), reason: error.message, problems };
      for (const tell of toldOfRefusals) tell(refused);
    },
    onMended: (): void => {
      refused = undefined;
      for (const tell of toldOfRefusals) tell(undefined);
    },
  };
  const onAway = (err: unknown): void =>
    log.error({ err }, 'newer versions of the configuration cannot be looked for: check MONGODB_URI');
  const versions =
    managed && watchVersions({ ...watching, ...on, ...managed, from: managed.number, onAway: once(onAway) });
  const watch = versions ?? watchConfig({ ...watching, loaded, ...on });
  return {
    config: () => config,
    built: () => built,
    follow(follower) {
      followers.add(follower);
      return () => void followers.delete(follower);
    },
    standing: () => ({
      version: config.version,
      source: config.source,
      since,
      managed: managed !== undefined,
      warnings,
      ...(number !== undefined && { number }),
      ...(refused && { refused }),
    }),
    written: () => written,
    numbered: (kept) => {
      number = kept;
    },
    look: async () => {
      await versions?.look();
    },
    followRefusals(follower) {
      toldOfRefusals.add(follower);
      return () => void toldOfRefusals.delete(follower);
    },
    close: () => watch.close(),
  };
}

/** A store that is away is asked every few seconds, and complained of once a minute. */
function once(complain: (error: unknown) => void): (error: unknown) => void {
  let at = -Infinity;
  return (error) => {
    if (performance.now() - at < 60_000) return;
    at = performance.now();
    complain(error);
  };
}
