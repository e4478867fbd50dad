import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { processIdentity } from '../process/identity.ts';

/** The process that holds a lock. */
export interface LockOwner {
  pid: number;
  host: string;
  identity: string;
}

/** The outcome of asking for a lock: held by us until `release()`, or by somebody else. */
export type LockAttempt = { held: true; release: () => void } | { held: false; owner: LockOwner };

const REFRESH_MS = 5_000;
const FOREIGN_STALE_MS = 30_000;

/**
 * Takes a lock file, or says who has it. The lock of a process that died is taken over at once. A lock taken on
 * another host (a shared volume) cannot be checked by process id; it counts as abandoned 30 s after its last refresh.
 * @param file path of the lock file; its directory must exist
 */
export function tryOwnerLock(file: string): LockAttempt {
  const mine: LockOwner = {
    pid: process.pid,
    host: hostname(),
    identity: processIdentity(process.pid) ?? 'unknown',
  };
  const draft = `${file}.${process.pid}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    for (;;) {
      if (linkIfAbsent(draft, file)) return hold(file);
      const found = readOwner(file);
      if (found === 'absent') continue;
      if (found !== 'unreadable' && isAlive(found, file)) return { held: false, owner: found };
      if (takeOver(draft, file, found)) return hold(file);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Creates `file` with the whole content of `draft`, or leaves it as it is; link(2) is atomic and exclusive. */
function linkIfAbsent(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Replaces a dead owner's lock. The claim file lets only one process do so, and it looks again under the claim. */
function takeOver(draft: string, file: string, dead: LockOwner | 'unreadable'): boolean {
  const claim = `${file}.claim`;
  if (!linkIfAbsent(draft, claim)) {
    const claimant = readOwner(claim);
    if (claimant === 'unreadable' || (claimant !== 'absent' && !isAlive(claimant, claim)))
      rmSync(claim, { force: true });
    return false;
  }
  try {
    if (JSON.stringify(readOwner(file)) !== JSON.stringify(dead)) return false;
    renameSync(draft, file);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}

function readOwner(file: string): LockOwner | 'absent' | 'unreadable' {
  try {
    const { pid, host, identity } = JSON.parse(readFileSync(file, 'utf8')) as Partial<LockOwner>;
    return pid === undefined || host === undefined || identity === undefined
      ? 'unreadable'
      : { pid, host, identity };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'unreadable';
  }
}

function isAlive(owner: LockOwner, file: string): boolean {
  if (owner.host === hostname()) return processIdentity(owner.pid) === owner.identity;
  const refreshed = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - refreshed < FOREIGN_STALE_MS;
}

function hold(file: string): LockAttempt {
  const refresh = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      clearInterval(refresh); // the directory was removed: there is nothing left to guard
    }
  }, REFRESH_MS);
  refresh.unref();
  return {
    held: true,
    release: () => {
      clearInterval(refresh);
      rmSync(file, { force: true });
    },
  };
}
