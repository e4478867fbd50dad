import type { Logger } from 'pino';
import { loadVersion } from '../../config/follow-versions.ts';
import { loadConfig, type Loaded, type LoadOptions } from '../../config/load.ts';
import { ConfigError } from '../../config/problem.ts';
import type { Settings } from '../../config/settings.ts';
import type { Standing } from '../../config/standing.ts';
import { withoutSecrets } from '../../config/without-secrets.ts';
import type { ManagedVersions } from './in-force.ts';
import type { ConfigurationStore, ConfigurationVersion } from '../../mongo/configuration-store.ts';

/** How long after the store was away the version is kept after all, in milliseconds. */
const AGAIN_MS = 10_000;

type Kept = Pick<ConfigurationVersion, 'version' | 'how' | 'source' | 'written'>;

/**
 * What is in force at start: the files, or the store's newest version. Where the store has none yet, the files are its
 * first.
 * @throws ConfigError
 */
export async function atStart(
  options: LoadOptions,
  store: ConfigurationStore,
  mode: Settings['configMode'],
): Promise<{ loaded: Loaded; managed?: ManagedVersions }> {
  if (mode === 'files') return { loaded: loadConfig(options) };
  const { after } = store;
  const kept = (await store.newest()) ?? (await first(options, store));
  return { loaded: loadVersion(kept, options), managed: { number: kept.number, after } };
}

/**
 * What holds for a command where no file is named: what was in force last by this store, also where that came from files
 * of which only the processes know; else the built-in configuration.
 * @returns `bare` with what is missing here of its secrets: then no instance can be built of it.
 */
export async function asLast(
  options: LoadOptions,
  store: Pick<ConfigurationStore, 'newest'>,
): Promise<{ loaded: Loaded; bare?: ConfigError }> {
  const kept = options.path === undefined ? await store.newest() : undefined;
  if (!kept) return { loaded: loadConfig(options) };
  const { env, platforms } = options;
  try {
    return { loaded: quietly(loadVersion(kept, options)) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const bare = withoutSecrets(env, platforms);
    return { loaded: quietly(loadVersion(kept, { ...options, ...bare })), bare: error };
  }
}

/** Who brought it into force has been warned. */
const quietly = (loaded: Loaded): Loaded => ({ ...loaded, warnings: [] });

async function first(options: LoadOptions, store: ConfigurationStore): Promise<ConfigurationVersion> {
  const { config, written } = loadConfig(options);
  const { version, source } = config;
  await keep(store, { version, source, written, how: 'start' }, Date.now());
  const kept = await store.newest();
  if (!kept)
    throw new Error('The first version of the configuration is not in the store: check MONGODB_URI.');
  return kept;
}

/** Keeps what is in force as a version, unless the newest is the same. @returns its number. */
async function keep(store: ConfigurationStore, kept: Kept, at: number): Promise<number> {
  for (;;) {
    const newest = await store.newest();
    if (newest?.version === kept.version) return newest.number;
    const base = newest?.number ?? 0;
    if (await store.add(base, { ...kept, at })) return base + 1;
  }
}

/**
 * Keeps every configuration that the files bring into force as a version in the store. Any number of processes may, of
 * the same files it is one. While the store is away it is tried again; nobody waits for it.
 * @returns a function that ends it.
 */
export function keepVersions(deps: {
  readonly standing: () => Standing;
  readonly written: () => string;
  readonly numbered: (number: number) => void;
  /** Tells of each new configuration. */
  readonly follow: (follower: () => void) => () => void;
  readonly store: ConfigurationStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn'>;
}): () => void {
  let timer: NodeJS.Timeout | undefined;
  const record = (how: 'start' | 'reload'): void => {
    clearTimeout(timer);
    const { version, source, managed } = deps.standing();
    if (managed) return;
    keep(deps.store, { version, source, written: deps.written(), how }, deps.now()).then(
      (number) => {
        if (deps.standing().version === version) deps.numbered(number);
      },
      (err: unknown) => {
        deps.log.warn({ err }, 'the configuration in force is not kept as a version yet: check MONGODB_URI');
        timer = setTimeout(record, AGAIN_MS, how);
        timer.unref();
      },
    );
  };
  record('start');
  const unfollow = deps.follow(() => record('reload'));
  return () => {
    clearTimeout(timer);
    unfollow();
  };
}
