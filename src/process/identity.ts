import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process, told from every later one that is given the same id. */
export interface IdentifiedProcess {
  readonly pid: number;
  readonly identity: string;
}

/** @param pid process id. @returns that process, or undefined when no such process runs. */
export function identified(pid: number): IdentifiedProcess | undefined {
  const identity = processIdentity(pid);
  return identity === undefined ? undefined : { pid, identity };
}

/** @returns whether this very process still runs, and not another one by its id. */
export function isRunning({ pid, identity }: IdentifiedProcess): boolean {
  return processIdentity(pid) === identity;
}

/**
 * Tells one process from a later one that was given the same id.
 * @param pid process id
 * @returns a text that stays the same for the life of the process, or undefined when no such process runs
 * (a process that has ended and only waits to be collected counts as not running)
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxIdentity(pid);
  if (process.platform === 'win32') return isSignallable(pid) ? 'running' : undefined;
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [state = '', ...started] = line.split(/\s+/);
    return line === '' || state.startsWith('Z') ? undefined : started.join(' ');
  } catch {
    return undefined;
  }
}

/** proc(5): the command name may hold spaces and brackets, so the fields are counted from its last bracket. */
function linuxIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, started] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || started === undefined) return undefined;
    // The start time counts from boot, so the boot belongs to the identity.
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${started}`;
  } catch {
    return undefined;
  }
}

function isSignallable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
