import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EmbeddedError } from './errors.ts';
import type { StoreKind } from './obtain.ts';
import { tryOwnerLock } from './owner-lock.ts';

/** The places inside a data directory. */
export interface DataDirectory {
  path: string;
  temporalFile: string;
  /** Directory of each kind of store; the two formats have nothing in common. */
  store: Record<StoreKind, string>;
  log(part: string): string;
  pid(part: string): string;
  /** Gives the directory free for another start. */
  release: () => void;
}

/**
 * Creates the data directory when absent and takes it for this process.
 * @throws EmbeddedError `data-directory-in-use` naming the process that has it
 */
export function openDataDirectory(dataDir: string): DataDirectory {
  const path = resolve(dataDir);
  mkdirSync(path, { recursive: true });
  const lock = tryOwnerLock(join(path, 'muster.lock'));
  if (!lock.held) {
    throw new EmbeddedError(
      'data-directory-in-use',
      `Muster already runs on the data directory ${path} (process ${lock.owner.pid} on ${lock.owner.host}). ` +
        'Stop it first, or set MUSTER_DATA_DIR to another directory.',
    );
  }
  return {
    path,
    temporalFile: join(path, 'temporal.sqlite'),
    store: { mongod: join(path, 'mongod'), 'document-store': join(path, 'document-store') },
    log: (part) => join(path, 'logs', `${part}.log`),
    pid: (part) => join(path, 'run', `${part}.json`),
    release: lock.release,
  };
}

/** Which kind of store has written here before, if any. */
export function storeInUse(directory: DataDirectory): StoreKind | undefined {
  if (existsSync(directory.store['document-store'])) return 'document-store';
  return existsSync(directory.store.mongod) ? 'mongod' : undefined;
}
