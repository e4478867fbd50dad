import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { membersOf } from './process-group.ts';

/** What a run may have at a time. */
export interface ProcessLimits {
  /** Bytes. */
  readonly memory: number;
  readonly processes: number;
}

const LOOK_EVERY_MS = 100;
/** Looking may take a twentieth of a processor, however many processes the machine has. */
const COST_FACTOR = 20;
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

/**
 * Looks ten times a second at what all processes of a group have together; what has left it is held by its own limit
 * alone.
 * @param signal ends the looking.
 * @returns which limit they passed; never, when the looking ends before.
 */
export async function untilExceeded(
  group: number,
  limits: ProcessLimits,
  signal: AbortSignal,
): Promise<'memory' | 'processes'> {
  for (;;) {
    const began = performance.now();
    const members = await membersOf(group);
    if (members.length > limits.processes) return 'processes';
    if (members.reduce((sum, member) => sum + member.memory, 0) > limits.memory) return 'memory';
    const cost = performance.now() - began;
    await delay(Math.max(LOOK_EVERY_MS, cost * COST_FACTOR), undefined, { signal });
  }
}
