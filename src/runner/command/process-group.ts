import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** What a run started: the process group that its first process leads, and the mark that all inherit. */
export interface RunProcesses {
  /** Process id of the first process, which is that of its group; undefined when it is not known to be still the run's. */
  readonly group: number | undefined;
  /** The value of MUSTER_RUN in their environment. */
  readonly run: string;
}

/** A process that runs; one that has ended and only waits to be collected is none. */
export interface GroupMember {
  readonly pid: number;
  /** Bytes that it holds for itself: program code that many processes share is left out, where the system tells. */
  readonly memory: number;
}

const LOOK_EVERY_MS = 25;
/** Looking takes long where there are many processes: between two looks others have ten times as long. */
const COST_FACTOR = 10;
/** How long the system may take to end what it was told to; what waits for a broken disk takes longer. */
const KILL_MS = 5_000;

/** @returns the processes of a group. On Linux as /proc has them, elsewhere as ps(1) does. */
export async function membersOf(group: number): Promise<readonly GroupMember[]> {
  if (process.platform === 'linux')
    return linuxGroup(group).map((pid) => ({ pid, memory: linuxMemory(pid) }));
  return groupByPs(group);
}

/** As {@link membersOf}, as ps(1) tells it on every other system. */
export async function groupByPs(group: number): Promise<readonly GroupMember[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,pgid=,stat=,rss=']);
  return stdout.split('\n').flatMap((line) => {
    const [pid, pgid, state = '', kib] = line.trim().split(/\s+/);
    if (Number(pgid) !== group || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), memory: Number(kib) * 1024 }];
  });
}

/**
 * Ends all processes of a run: asks by SIGTERM, and kills after the grace.
 * @param graceMs milliseconds.
 * @param strays whether those that left the group are ended too, which are known by their environment (on Linux alone;
 * one that has emptied its environment as well is not found).
 * @returns how many there were, and how many could not be ended.
 */
export async function endProcesses(
  processes: RunProcesses,
  graceMs: number,
  strays: boolean,
): Promise<{ readonly found: number; readonly left: number }> {
  const remaining = async (): Promise<readonly number[]> => {
    const members = processes.group === undefined ? [] : await membersOf(processes.group);
    return [...new Set([...members.map(({ pid }) => pid), ...(strays ? marked(processes.run) : [])])];
  };
  let left = await remaining();
  const found = left.length;
  const within = async (limitMs: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const deadline = performance.now() + limitMs;
    send(processes.group, left, signal);
    let cost = 0;
    while (left.length > 0 && performance.now() < deadline) {
      await delay(Math.max(LOOK_EVERY_MS, cost * COST_FACTOR));
      const began = performance.now();
      left = await remaining();
      cost = performance.now() - began;
      // What was begun between two looks has not been told yet.
      if (signal === 'SIGKILL') send(processes.group, left, signal);
    }
  };
  if (left.length > 0) await within(graceMs, 'SIGTERM');
  if (left.length > 0) await within(KILL_MS, 'SIGKILL');
  return { found, left: left.length };
}

/** The whole group at once, so that none is begun between two signals; then those outside of it. */
function send(group: number | undefined, pids: readonly number[], signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pids.length === 0) return;
  const targets =
    group === undefined ? pids : [-group, ...(process.platform === 'linux' ? outside(group, pids) : [])];
  for (const target of targets) {
    try {
      process.kill(target, signal);
    } catch {
      // It has ended meanwhile, or belongs to another user: then it is counted among those that are left.
    }
  }
}

function outside(group: number, pids: readonly number[]): readonly number[] {
  return pids.filter((pid) => statOf(pid)?.group !== group);
}

/** @returns the processes that have the mark of a run in their environment, as far as it may be read. */
function marked(run: string): readonly number[] {
  if (process.platform !== 'linux') return [];
  const mark = `MUSTER_RUN=${run}`;
  return processIds().filter(
    (pid) => statOf(pid) !== undefined && (read(`/proc/${pid}/environ`)?.split('\0').includes(mark) ?? false),
  );
}

function linuxGroup(group: number): readonly number[] {
  return processIds().filter((pid) => statOf(pid)?.group === group);
}

function processIds(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** proc(5): the command name may hold spaces and brackets, so the fields are counted from its last bracket. */
function statOf(pid: number): { readonly group: number } | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : { group: Number(group) };
}

/** proc(5): what a process has for itself (RssAnon) and in shared memory (RssShmem); a kernel without these has VmRSS. */
function linuxMemory(pid: number): number {
  const status = read(`/proc/${pid}/status`) ?? '';
  const kib = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const own = kib('RssAnon');
  return (own === undefined ? (kib('VmRSS') ?? 0) : own + (kib('RssShmem') ?? 0)) * 1024;
}

/** @returns nothing of a process that has ended meanwhile, or that may not be looked at. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
