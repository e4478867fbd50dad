import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** What is started, in which folder, with which environment and as whom. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly runAs: { readonly uid: number; readonly gid: number } | undefined;
  /** What it can read from its standard input; nothing when undefined. */
  readonly input: string | undefined;
  /** Takes what it writes to its file descriptor 3, as it comes; it has none without this. */
  readonly answered?: (chunk: Buffer) => void;
}

/** A run that is under way. */
export interface Launched {
  readonly child: ChildProcess;
  /** Process id of the first process, and id of the group that it leads. */
  readonly group: number;
  /** How the first process ended. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Settles when nothing holds its output open any more. */
  readonly closed: Promise<void>;
}

const groups = new Set<number>();

/** A worker that ends without stopping takes along what it started: nobody else would end it. */
function endAll(): void {
  for (const group of groups) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/**
 * Starts a program as the leader of a process group of its own, without a shell and with that environment alone. This is
 * Node's own `spawn` and not execa, whose signals reach only the first process, and which waits until everybody has closed
 * the output.
 * @throws the system's error (`code`: E2BIG, EACCES, EAGAIN, …) when nothing was started
 */
export async function launch({
  program,
  args,
  folder,
  environment,
  runAs,
  input,
  answered,
}: Launch): Promise<Launched> {
  const child = spawn(program, args, {
    cwd: folder,
    env: environment,
    detached: true,
    shell: false,
    stdio: [
      input === undefined ? 'ignore' : 'pipe',
      'pipe',
      'pipe',
      ...(answered ? (['pipe'] as const) : []),
    ],
    ...runAs,
  });
  const exited = new Promise<Awaited<Launched['exited']>>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const group = child.pid;
  if (group === undefined)
    throw await new Promise<Error>((resolve) => child.once('error', (error) => resolve(error)));
  // Such as a signal that could not be sent: endProcesses looks itself whether it was.
  child.on('error', () => undefined);
  if (groups.size === 0) process.on('exit', endAll);
  groups.add(group);
  void exited.then(() => {
    groups.delete(group);
    if (groups.size === 0) process.off('exit', endAll);
  });
  if (answered) (child.stdio[3] as Readable).on('data', answered);
  // Whoever does not read all of it has ended, or does not want it.
  child.stdin?.on('error', () => undefined).end(input);
  return { child, group, exited, closed };
}
