import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { processIdentity } from '../process/identity.ts';

const MANIFEST = 'manifest.json';

/** What is recorded beside a cached part: where it came from and the SHA-256 of every file. */
const manifestSchema = z.object({ origin: z.string(), files: z.record(z.string(), z.string()) });
type Manifest = z.infer<typeof manifestSchema>;

/** The state of one cache entry; `corrupt` says in words what is wrong with it. */
export type CacheState =
  { state: 'absent' } | { state: 'valid'; origin: string } | { state: 'corrupt'; reason: string };

/** The per-user directory of built and downloaded parts: `$XDG_CACHE_HOME/muster` or `~/.cache/muster`. */
export function defaultCacheDirectory(environment: NodeJS.ProcessEnv): string {
  const configured = environment['XDG_CACHE_HOME'];
  return join(
    configured === undefined || configured === '' ? join(homedir(), '.cache') : configured,
    'muster',
  );
}

/** Checks every file of a cache entry against the checksum recorded when it was stored. */
export async function inspectEntry(entry: string): Promise<CacheState> {
  let manifest: Manifest;
  try {
    manifest = manifestSchema.parse(JSON.parse(await readFile(join(entry, MANIFEST), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      return { state: 'corrupt', reason: `${MANIFEST} is unreadable` };
    const exists = await readdir(entry).then(
      () => true,
      () => false,
    );
    return exists ? { state: 'corrupt', reason: `${MANIFEST} is missing` } : { state: 'absent' };
  }
  for (const [file, expected] of Object.entries(manifest.files)) {
    const actual = await sha256(join(entry, file)).catch(() => undefined);
    if (actual === undefined) return { state: 'corrupt', reason: `${file} is missing` };
    if (actual !== expected) return { state: 'corrupt', reason: `${file} does not match its checksum` };
  }
  return { state: 'valid', origin: manifest.origin };
}

/**
 * Fills a cache entry: `fill` works in a directory of its own, which is put in place by one rename, so an
 * interrupted run leaves no half entry. What interrupted runs left behind is removed. Call it under the entry's lock.
 * @param fill writes the files and returns where they came from, in words
 */
export async function storeEntry(entry: string, fill: (directory: string) => Promise<string>): Promise<void> {
  await removeAbandoned(entry);
  const draft = `${entry}.draft-${process.pid}-${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  try {
    const origin = await fill(draft);
    const files: Record<string, string> = {};
    for (const item of await readdir(draft, { recursive: true, withFileTypes: true })) {
      if (!item.isFile()) continue;
      const path = join(item.parentPath, item.name);
      files[path.slice(draft.length + 1)] = await sha256(path);
    }
    await writeFile(join(draft, MANIFEST), JSON.stringify({ origin, files } satisfies Manifest, null, 2));
    await rm(entry, { recursive: true, force: true });
    await rename(draft, entry);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function removeAbandoned(entry: string): Promise<void> {
  const parent = join(entry, '..');
  const prefix = `${entry.slice(parent.length + 1)}.draft-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length).split('-')[0]);
    if (pid === process.pid || processIdentity(pid) === undefined) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
