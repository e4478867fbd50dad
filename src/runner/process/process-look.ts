import { execFile } from 'node:child_process';
import { close, open, read } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process of this machine that runs; one that has ended and only waits to be collected is none. */
export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Absent where the system does not tell. */
  readonly session?: number;
  /** When it was started, in the system's own words: tells it from a later one with the same id. */
  readonly began: string;
  /** The value of MUSTER_RUN in its environment, as far as that may be read; Linux alone tells it. */
  readonly run?: string;
  /** Bytes that it holds, where one look tells them of all. */
  readonly memory?: number;
}

/** What the environment of a process says, which costs another file: it is looked at twice at most. */
interface KnownMark {
  readonly began: string;
  readonly run?: string;
  readonly isSure: boolean;
}

/** Files that are read at a time; Node.js has four threads for that, which others need as well. */
const AT_A_TIME = 8;
const STAT_BYTES = 1_024;
const STATUS_BYTES = 4_096;
/** Of Linux's own threads, which have no environment, this is the parent. */
const KERNEL = 2;

const marks = new Map<number, KnownMark>();

/** @returns all processes of this machine. On Linux as /proc has them, elsewhere as ps(1) does. */
export function lookAtProcesses(): Promise<readonly SeenProcess[]> {
  return process.platform === 'linux' ? linuxProcesses() : processesByPs();
}

/** As {@link lookAtProcesses}, as ps(1) tells it on every other system. */
export async function processesByPs(): Promise<readonly SeenProcess[]> {
  const columns = ['pid=', 'ppid=', 'pgid=', 'stat=', 'rss=', 'lstart='].flatMap((name) => ['-o', name]);
  const { stdout } = await promisify(execFile)('ps', ['-A', ...columns], { maxBuffer: 64 * 1024 ** 2 });
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, group, state = 'Z', kib, ...began] = line.trim().split(/\s+/);
    if (state.startsWith('Z')) return [];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        began: began.join(' '),
        memory: Number(kib) * 1024,
      },
    ];
  });
}

/** Never waits for the system in this thread: what a process is about to do can hold up whoever reads of it. */
async function linuxProcesses(): Promise<readonly SeenProcess[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const seen: SeenProcess[] = [];
  const left = ids.values();
  const some = async (): Promise<void> => {
    for (const pid of left) {
      const one = await linuxProcess(pid);
      if (one) seen.push(one);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, some));
  const running = new Set(seen.map(({ pid }) => pid));
  for (const pid of marks.keys()) if (!running.has(pid)) marks.delete(pid);
  return seen;
}

/** proc(5): the command name may hold spaces and brackets, so the fields are counted from its last bracket. */
async function linuxProcess(pid: number): Promise<SeenProcess | undefined> {
  const stat = await beginningOf(`/proc/${pid}/stat`, STAT_BYTES);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, session] = fields;
  const began = fields[19];
  if (began === undefined || state === 'Z' || state === 'X') return undefined;
  const isKernel = pid === KERNEL || Number(parent) === KERNEL;
  const run = isKernel ? undefined : await markOf(pid, began);
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    began,
    ...(run !== undefined && { run }),
  };
}

/** A process that has just begun may not yet be the program that it becomes: what has no mark is asked once more. */
async function markOf(pid: number, began: string): Promise<string | undefined> {
  const known = marks.get(pid);
  const isSame = known?.began === began;
  if (isSame && known.isSure) return known.run;
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => undefined);
  const run = environment
    ?.split('\0')
    .find((one) => one.startsWith('MUSTER_RUN='))
    ?.slice('MUSTER_RUN='.length);
  // While it becomes another program it has none at all.
  if (environment !== '')
    marks.set(pid, { began, isSure: isSame || run !== undefined, ...(run !== undefined && { run }) });
  return run;
}

/**
 * proc(5): what a process has for itself (RssAnon) and in shared memory (RssShmem); a kernel without these has VmRSS.
 * @returns bytes that it holds for itself: program code that many processes share is left out, where the system tells.
 */
export async function memoryOf({ pid, memory }: SeenProcess): Promise<number> {
  if (memory !== undefined) return memory;
  const status = await beginningOf(`/proc/${pid}/status`, STATUS_BYTES);
  const kib = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const own = kib('RssAnon');
  return (own === undefined ? (kib('VmRSS') ?? 0) : own + (kib('RssShmem') ?? 0)) * 1024;
}

/**
 * With a third of the calls that `readFile` makes: there are as many files as processes, several times a second.
 * @returns nothing of a process that has ended meanwhile, or that may not be looked at.
 */
function beginningOf(file: string, most: number): Promise<string> {
  return new Promise((resolve) => {
    open(file, 'r', (failure, descriptor) => {
      if (failure) {
        resolve('');
        return;
      }
      read(descriptor, Buffer.allocUnsafe(most), 0, most, null, (error, length, bytes) => {
        close(descriptor, () => resolve(error ? '' : bytes.toString('latin1', 0, length)));
      });
    });
  });
}
