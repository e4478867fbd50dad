import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, processIdentity, type IdentifiedProcess } from '../process/identity.ts';

const GRACE_MS = 5_000;
const LOOK_EVERY_MS = 20;

/** Notes which process serves this data directory, so that a later start can find it. */
export function recordProcess(pidFile: string, pid: number): void {
  mkdirSync(dirname(pidFile), { recursive: true });
  writeFileSync(pidFile, JSON.stringify({ pid, identity: processIdentity(pid) ?? 'ended' }));
}

/**
 * Ends the process that an earlier start left running when it was killed. The process id alone proves nothing,
 * since the system gives it to others later; only the very process that was recorded is touched.
 * @param title what it was, for the message
 */
export async function stopLeftover(
  pidFile: string,
  title: string,
  progress: (line: string) => void,
): Promise<void> {
  const recorded = readRecord(pidFile);
  if (recorded !== undefined && isRunning(recorded)) {
    progress(`an earlier run was killed and left its ${title} behind (process ${recorded.pid}); stopping it`);
    process.kill(recorded.pid, 'SIGTERM');
    if (!(await endsWithin(recorded, GRACE_MS))) {
      process.kill(recorded.pid, 'SIGKILL');
      await endsWithin(recorded, GRACE_MS);
    }
  }
  rmSync(pidFile, { force: true });
}

function readRecord(pidFile: string): IdentifiedProcess | undefined {
  try {
    const { pid, identity } = JSON.parse(readFileSync(pidFile, 'utf8')) as Partial<IdentifiedProcess>;
    return pid === undefined || identity === undefined ? undefined : { pid, identity };
  } catch {
    return undefined; // never written, or cut short when the machine went down: then the process is gone too
  }
}

async function endsWithin(recorded: IdentifiedProcess, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (isRunning(recorded)) {
    if (performance.now() > deadline) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
}
