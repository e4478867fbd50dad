import { basename } from 'node:path';
import type { RunnerOutcome } from '../../action/runner.ts';
import type { CommandSettings } from './settings.ts';

/** Why a run came to its end: by itself, or because it was ended. */
export type EndedBy = 'itself' | 'timeout' | 'cancellation' | 'memory' | 'processes';

/** How the processes of a run ended. */
export interface CommandEnd {
  readonly by: EndedBy;
  /** Exit status of the first process; null when a signal ended it, or when nothing could. */
  readonly code: number | null;
  /** The signal and its number. */
  readonly signal: readonly [NodeJS.Signals, number] | undefined;
  /** What it printed, as far as it is kept for templates, without secrets. */
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes that were printed and not kept. */
  readonly dropped: number;
  /** Processes that could not be ended. */
  readonly left: number;
}

/** @returns how a run ended, in the words of StackStorm's local runners: a signal is a negative `return_code`. */
export function outcomeOf(settings: CommandSettings, end: CommandEnd): RunnerOutcome {
  const succeeded = end.by === 'itself' && end.code === 0;
  const result = {
    stdout: end.stdout.replace(/\n$/, ''),
    stderr: end.stderr.replace(/\n$/, ''),
    return_code: end.code ?? -(end.signal?.[1] ?? 9),
    succeeded,
    failed: !succeeded,
    dropped_bytes: end.dropped,
  };
  if (succeeded) return { status: 'succeeded', result };
  const { status, code, message, mayRepeat } = failure(settings, end);
  const left = end.left > 0 ? ` ${end.left} of its processes could not be ended and still run.` : '';
  return { status, code, message: message + left, result, mayRepeat: mayRepeat && end.left === 0 };
}

type Failure = Omit<Exclude<RunnerOutcome, { status: 'succeeded' }>, 'result'>;

function failure(settings: CommandSettings, { by, code, signal }: CommandEnd): Failure {
  const name = basename(settings.program);
  const mayRepeat = settings.repeatable;
  switch (by) {
    case 'timeout':
      return {
        status: 'timed_out',
        code: 'timeout',
        message: `${name} took longer than ${settings.timeout / 1000} s and was ended: see what it printed, or raise its timeout.`,
        mayRepeat,
      };
    case 'cancellation':
      return {
        status: 'cancelled',
        code: 'cancelled',
        message: `${name} was ended before it was done.`,
        mayRepeat,
      };
    case 'memory':
      return {
        status: 'failed',
        code: 'memory_exceeded',
        message: `${name} had more than ${Math.round(settings.memory / 1024 ** 2)} MiB of memory and was ended: raise its \`memory\` if it needs more.`,
        mayRepeat: false,
      };
    case 'processes':
      return {
        status: 'failed',
        code: 'processes_exceeded',
        message: `${name} was more than ${settings.processes} processes at a time and was ended: raise its \`processes\` if it needs more.`,
        mayRepeat: false,
      };
    case 'itself':
      return signal === undefined
        ? {
            status: 'failed',
            code: 'exit_status',
            message: `${name} ended with exit status ${code ?? 'unknown'}.`,
            mayRepeat,
          }
        : {
            status: 'failed',
            code: 'signal',
            message: `${name} was ended by ${signal[0]} from elsewhere.`,
            mayRepeat,
          };
  }
}
