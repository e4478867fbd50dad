import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedError } from './errors.ts';
import { recordProcess } from './leftover.ts';

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const SHOWN_LINES = 15;
const PROBE_EVERY_MS = 50;

/** A program of the stack, how it is run, and where its log and process id go. */
export interface PartCommand {
  title: string;
  path: string;
  arguments: string[];
  logFile: string;
  pidFile: string;
}

/** A running program of the stack. */
export interface RunningPart {
  title: string;
  pid: number;
  /** Settles with the exit code when the process ends, null when a signal ended it. Never rejects. */
  exited: Promise<number | null>;
  /** The last lines of its log since this start. */
  lastLines(): string;
  /** Asks the process to end by SIGTERM, and ends it by SIGKILL when it has not after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C in the terminal reaches Muster alone and the
 * parts stop after the workers that need them. The program also ends when this process exits without stopping it.
 */
export async function startPart(command: PartCommand): Promise<RunningPart> {
  const logStart = openLog(command.logFile);
  const child = spawn(command.path, command.arguments, {
    detached: true,
    stdio: ['ignore', logStart.fd, logStart.fd],
  });
  closeSync(logStart.fd);
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) =>
      reject(new EmbeddedError('part-failed', `The ${command.title} could not be started: ${error.message}`)),
    );
  });
  const pid = child.pid;
  if (pid === undefined) throw new EmbeddedError('part-failed', `The ${command.title} has no process id.`);
  recordProcess(command.pidFile, pid);

  const endWithUs = (): void => void child.kill('SIGTERM');
  process.once('exit', endWithUs);
  void exited.then(() => {
    process.off('exit', endWithUs);
    rmSync(command.pidFile, { force: true });
  });
  return {
    title: command.title,
    pid,
    exited,
    lastLines: () =>
      readFileSync(command.logFile)
        .subarray(logStart.offset)
        .toString()
        .trimEnd()
        .split('\n')
        .slice(-SHOWN_LINES)
        .join('\n'),
    stop: async (graceMs) => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/**
 * Waits until `probe` succeeds.
 * @param limitMs the longest wait
 * @throws EmbeddedError `part-failed` with the last lines of the log, when the part ends or the limit passes first
 */
export async function waitUntilReady(
  part: RunningPart,
  logFile: string,
  limitMs: number,
  probe: () => Promise<unknown>,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  let ended = false;
  let reason: unknown;
  void part.exited.then(() => (ended = true));
  while (!isTrue(ended) && performance.now() < deadline) {
    try {
      await probe();
      return;
    } catch (error) {
      reason = error;
      await delay(PROBE_EVERY_MS);
    }
  }
  const what = isTrue(ended)
    ? `stopped while starting (exit code ${String(await part.exited)})`
    : `did not answer within ${Math.round(limitMs / 1000)} s (${reason instanceof Error ? reason.message : String(reason)})`;
  throw new EmbeddedError(
    'part-failed',
    `The ${part.title} ${what}. Its log is ${logFile}; it ends with:\n${part.lastLines()}`,
  );
}

/** Reads a flag that a callback changes, which the compiler cannot see. */
function isTrue(flag: boolean): boolean {
  return flag;
}

function openLog(file: string): { fd: number; offset: number } {
  mkdirSync(dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
  return { fd: openSync(file, 'a'), offset: size > LOG_LIMIT_BYTES ? 0 : size };
}
