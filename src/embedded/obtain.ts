import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { withElapsed, type Progress } from './build-step.ts';
import { defaultCacheDirectory, inspectEntry, storeEntry } from './cache.ts';
import { EmbeddedError } from './errors.ts';
import { downloadTemporal, OFFICIAL_ARCHIVES } from './official-download.ts';
import { tryOwnerLock } from './owner-lock.ts';
import { findOnPath } from './path-lookup.ts';
import {
  cacheKey,
  documentStoreRecipe,
  requireToolchain,
  temporalRecipe,
  testServerRecipe,
  type Recipe,
} from './recipe.ts';

/** Where parts may come from. */
export interface ObtainOptions {
  progress: Progress;
  /** Directory of built parts; `~/.cache/muster` when not given. */
  cacheDir?: string;
  /** PATH, XDG_CACHE_HOME and what builds run with; the process's own when not given. */
  environment?: NodeJS.ProcessEnv;
  /** Base address of the official Temporal archives, or false to never download. */
  officialArchives?: string | false;
}

/** An executable, and in human words where it came from. */
export interface ObtainedPart {
  path: string;
  origin: string;
}

const WAIT_STEP_MS = 200;

/**
 * The `temporal` program: from PATH, the cache, the official download, or built from its pinned sources.
 * @throws EmbeddedError `toolchain-missing` or `build-failed`
 */
export async function obtainTemporal(options: ObtainOptions): Promise<ObtainedPart> {
  const archives = options.officialArchives ?? OFFICIAL_ARCHIVES;
  return (
    (await fromPath('temporal', options)) ??
    fromCacheOrSource(temporalRecipe, options, async (directory) => {
      if (archives === false) return undefined;
      const { version, executable, versionArguments } = temporalRecipe;
      try {
        await downloadTemporal(archives, version, directory, executable);
        await execa(join(directory, executable), versionArguments ?? []);
        return `official download of Temporal CLI ${version}`;
      } catch (error) {
        options.progress(
          `the official Temporal download is not available here (${reasonOf(error)}); building it instead`,
        );
        return undefined;
      }
    })
  );
}

/** What serves the MongoDB protocol: `mongod` itself, or the SQLite-backed document store. */
export type StoreKind = 'mongod' | 'document-store';

/**
 * The document store: `mongod` from PATH, else the SQLite-backed one from the cache or built from its pinned sources.
 * @param only restricts the choice, for a data directory that one of the two has already written
 * @throws EmbeddedError `toolchain-missing`, `build-failed`, or `data-directory-mismatch` when mongod is gone
 */
export async function obtainDocumentStore(
  options: ObtainOptions,
  only?: StoreKind,
): Promise<ObtainedPart & { kind: StoreKind }> {
  const mongod = only === 'document-store' ? undefined : await fromPath('mongod', options);
  if (mongod !== undefined) return { ...mongod, kind: 'mongod' };
  if (only === 'mongod') {
    throw new EmbeddedError(
      'data-directory-mismatch',
      'The data directory was written by mongod, which is no longer on PATH. Put mongod back on PATH, ' +
        'or set MONGODB_URI to a MongoDB that has the data, or set MUSTER_DATA_DIR to a new directory.',
    );
  }
  return { ...(await fromCacheOrSource(documentStoreRecipe, options)), kind: 'document-store' };
}

/**
 * The time-skipping test server as one executable that takes its port: from the cache or fetched from Maven.
 * @throws EmbeddedError `toolchain-missing` or `build-failed`
 */
export async function obtainTestServer(options: ObtainOptions): Promise<ObtainedPart> {
  const found = await fromCacheOrSource(testServerRecipe, options);
  requireToolchain(
    {
      ...testServerRecipe,
      toolchain: testServerRecipe.toolchain.filter(({ command }) => command === 'java'),
    },
    options.environment ?? process.env,
  );
  return found;
}

async function fromPath(name: string, options: ObtainOptions): Promise<ObtainedPart | undefined> {
  const environment = options.environment ?? process.env;
  const path = findOnPath(name, environment);
  if (path === undefined) return undefined;
  try {
    await execa(path, ['--version'], {
      env: environment,
      extendEnv: false,
      timeout: 10_000,
      stdin: 'ignore',
    });
    return { path, origin: `PATH (${path})` };
  } catch (error) {
    options.progress(
      `${path} is on PATH but \`${name} --version\` fails (${reasonOf(error)}); looking elsewhere`,
    );
    return undefined;
  }
}

/** Looks into the cache; when there is nothing usable, fills it under a lock that other starts wait for. */
async function fromCacheOrSource(
  recipe: Recipe,
  options: ObtainOptions,
  download: (directory: string) => Promise<string | undefined> = () => Promise.resolve(undefined),
): Promise<ObtainedPart> {
  const environment = options.environment ?? process.env;
  const cacheDir = options.cacheDir ?? defaultCacheDirectory(environment);
  const entry = join(cacheDir, cacheKey(recipe));
  const path = join(entry, recipe.executable);
  const before = await inspectEntry(entry);
  if (before.state === 'valid') return { path, origin: `cache (${entry}, ${before.origin})` };

  await mkdir(cacheDir, { recursive: true });
  const release = await lockForBuilding(recipe, `${entry}.lock`, options.progress);
  try {
    const state = await inspectEntry(entry);
    if (state.state === 'valid') return { path, origin: `cache (${entry}, ${state.origin})` };
    if (state.state === 'corrupt') {
      options.progress(`the cached ${recipe.title} in ${entry} is damaged (${state.reason}); replacing it`);
    }
    let origin = '';
    await storeEntry(entry, async (directory) => {
      origin = (await download(directory)) ?? (await build(recipe, directory, environment, options.progress));
      return origin;
    });
    return { path, origin: `${origin}, kept in ${entry}` };
  } finally {
    release();
  }
}

async function lockForBuilding(recipe: Recipe, lockFile: string, progress: Progress): Promise<() => void> {
  const first = tryOwnerLock(lockFile);
  if (first.held) return first.release;
  const who = `process ${first.owner.pid} on ${first.owner.host}`;
  return withElapsed(
    `another start (${who}) is building the ${recipe.title}; waiting for it`,
    progress,
    async () => {
      for (;;) {
        const attempt = tryOwnerLock(lockFile);
        if (attempt.held) return attempt.release;
        await delay(WAIT_STEP_MS);
      }
    },
  );
}

async function build(
  recipe: Recipe,
  directory: string,
  environment: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<string> {
  requireToolchain(recipe, environment);
  await withElapsed(`building the ${recipe.title} (first run only)`, progress, () =>
    recipe.build(directory, environment),
  );
  if (recipe.versionArguments !== undefined) {
    await execa(join(directory, recipe.executable), recipe.versionArguments).catch((error: unknown) => {
      throw new EmbeddedError(
        'build-failed',
        `The ${recipe.title} was built but does not run: ${reasonOf(error)}`,
        {
          cause: error,
        },
      );
    });
  }
  return `built from tools/${recipe.part}, version ${recipe.version}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message.split('\n')[0] ?? ''}${cause}`;
}
