import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { memoryOf } from './process-look.ts';
import { processesNow, type ProcessTable } from './process-table.ts';
import type { RunProcesses } from './run-processes.ts';

/** What a run may have at a time. */
export interface ProcessLimits {
  /** Bytes. */
  readonly memory: number;
  readonly processes: number;
}

const LOOK_EVERY_MS = 100;
/** Looking may take a fifth of the time, and most of that others have: files are read without holding up this thread. */
const COST_FACTOR = 4;
const PRLIMIT = ['/usr/bin/prlimit', '/bin/prlimit'];

/**
 * Has the system refuse memory to each process that asks for more than the limit (RLIMIT_DATA, getrlimit(2)), so that the
 * program itself says that it ran out of it. It is set by prlimit(1) of util-linux, which becomes the program: Node.js can
 * set no limits, and there is no shell. RLIMIT_AS would count what is only reserved, which Node.js, Java and Go do far beyond
 * what they use. Where there is no prlimit, as on macOS, only {@link untilExceeded} holds the limit. A dump of memory, which
 * may hold secrets, is never written.
 * @returns the program that is to be run, and its arguments.
 */
export function limited(
  program: string,
  args: readonly string[],
  { memory }: ProcessLimits,
): readonly [string, readonly string[]] {
  const prlimit = process.platform === 'linux' ? PRLIMIT.find((path) => existsSync(path)) : undefined;
  if (prlimit === undefined) return [program, args];
  const data = Math.min(memory, ownDataLimit());
  return [prlimit, [`--data=${data}`, '--core=0', '--', program, ...args]];
}

/** @returns bytes to which Muster itself is limited (`unlimited` is no number), which only root may raise. */
function ownDataLimit(): number {
  const hard = /^Max data size\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return hard === undefined ? Infinity : Number(hard);
}

/** A run whose processes are looked at. */
interface Watched {
  readonly processes: RunProcesses;
  readonly limits: ProcessLimits;
  /** Takes which limit they passed. */
  readonly exceeded: (limit: 'memory' | 'processes') => void;
}

const watched = new Set<Watched>();
let isLooking = false;

/**
 * Looks, up to ten times a second, at what all processes of a run have together: in one look for all runs of this process,
 * and never while nothing runs.
 * @param signal ends the looking.
 * @returns which limit they passed; never, when the looking ends before.
 */
export function untilExceeded(
  processes: RunProcesses,
  limits: ProcessLimits,
  signal: AbortSignal,
): Promise<'memory' | 'processes'> {
  return new Promise((exceeded) => {
    const one: Watched = { processes, limits, exceeded };
    watched.add(one);
    signal.addEventListener('abort', () => watched.delete(one), { once: true });
    if (!isLooking) void lookOnAll();
  });
}

async function lookOnAll(): Promise<void> {
  isLooking = true;
  while (watched.size > 0) {
    const began = performance.now();
    // Where the machine does not tell its processes just now, as without a free file descriptor, the next look may.
    const table = await processesNow().catch(() => undefined);
    if (table) await Promise.all([...watched].map((one) => compare(one, table)));
    await delay(Math.max(LOOK_EVERY_MS, (performance.now() - began) * COST_FACTOR));
  }
  isLooking = false;
}

async function compare({ processes, limits, exceeded }: Watched, table: ProcessTable): Promise<void> {
  const members = processes.in(table);
  if (members.length > limits.processes) {
    exceeded('processes');
    return;
  }
  let memory = 0;
  for (const member of members) memory += await memoryOf(member);
  if (memory > limits.memory) exceeded('memory');
}
