import { setTimeout as delay } from 'node:timers/promises';
import type { SeenProcess } from './process-look.ts';
import { processesNow } from './process-table.ts';
import type { RunProcesses } from './run-processes.ts';

const LOOK_EVERY_MS = 25;
/** How long the system may take to end what it was told to; what waits for a broken disk takes longer. */
const KILL_MS = 5_000;

/**
 * Ends the processes of a run: asks by SIGTERM, and kills after the grace.
 * @param graceMs milliseconds.
 * @param strays whether those that left the group are ended too.
 * @returns how many there were, and how many could not be ended.
 */
export async function endProcesses(
  processes: RunProcesses,
  graceMs: number,
  strays: boolean,
): Promise<{ readonly found: number; readonly left: number }> {
  const remaining = async (): Promise<readonly SeenProcess[]> => {
    const table = await processesNow();
    return strays ? processes.in(table) : processes.inGroup(table);
  };
  let left = await remaining();
  const found = left.length;
  const within = async (limitMs: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const deadline = performance.now() + limitMs;
    send(processes.group, left, signal);
    while (left.length > 0 && performance.now() < deadline) {
      await delay(LOOK_EVERY_MS);
      left = await remaining();
      // What was begun between two looks has not been told yet.
      if (signal === 'SIGKILL') send(processes.group, left, signal);
    }
  };
  if (left.length > 0) await within(graceMs, 'SIGTERM');
  if (left.length > 0) await within(KILL_MS, 'SIGKILL');
  return { found, left: left.length };
}

/** The whole group at once, so that none is begun between two signals; then those outside of it. */
function send(
  group: number | undefined,
  members: readonly SeenProcess[],
  signal: 'SIGTERM' | 'SIGKILL',
): void {
  const outside = members.filter((one) => one.group !== group).map(({ pid }) => pid);
  const targets = group !== undefined && outside.length < members.length ? [-group, ...outside] : outside;
  for (const target of targets) {
    try {
      process.kill(target, signal);
    } catch {
      // It has ended meanwhile, or belongs to another user: then it is counted among those that are left.
    }
  }
}
