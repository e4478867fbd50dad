import { basename } from 'node:path';
import type { RunnerOutcome } from '../../action/runner.ts';
import type { ProcessEnd } from '../process/end.ts';
import type { CommandSettings } from './settings.ts';

/** @returns how a run ended, in the words of StackStorm's local runners: a signal is a negative `return_code`. */
export function outcomeOf(settings: CommandSettings, end: ProcessEnd): RunnerOutcome {
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

function failure(settings: CommandSettings, { by, code, signal }: ProcessEnd): Failure {
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
