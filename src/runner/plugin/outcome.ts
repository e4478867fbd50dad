import type { RunnerOutcome } from '../../action/runner.ts';
import type { ProcessEnd } from '../process/end.ts';
import type { ProcessLimits } from '../process/limits.ts';
import type { RunReport } from './report-reader.ts';

type Failed = Exclude<RunnerOutcome, { status: 'succeeded' }>;

/** What is known of a run besides how it ended. */
interface Around extends ProcessLimits {
  readonly repeatable: boolean;
  /** Milliseconds. */
  readonly grace: number;
}

/** Whatever the code does, it does the same again. */
const LASTING: readonly string[] = ['bad_parameter', 'bad_result', 'not_loaded'];

/** @param report undefined when the process ended without one. @returns what a run of a plug-in came to. */
export function outcomeOf(end: ProcessEnd, report: RunReport | undefined, around: Around): RunnerOutcome {
  if (report?.kind === 'returned' && (end.by === 'itself' || end.by === 'cancellation'))
    return { status: 'succeeded', result: report.result };
  const { message, mayRepeat, ...rest } = failureOf(end, report, around);
  const left = end.left > 0 ? ` ${end.left} of its processes could not be ended and still run.` : '';
  return { ...rest, message: message + left, mayRepeat: mayRepeat && end.left === 0 };
}

function failureOf(
  { by, code, signal }: ProcessEnd,
  report: RunReport | undefined,
  { repeatable, memory, processes, grace }: Around,
): Failed {
  const failed = (name: string, message: string, mayRepeat: boolean): Failed => ({
    status: 'failed',
    code: name,
    message,
    mayRepeat,
  });
  const most = `${Math.round(memory / 1024 ** 2)} MiB of memory`;
  switch (by) {
    case 'timeout':
    case 'cancellation':
      return {
        status: 'cancelled',
        code: 'cancelled',
        message:
          report === undefined && signal?.[0] === 'SIGKILL'
            ? `It was to end, did not within ${grace / 1_000} s, and was ended by force: the plug-in does not heed its signal.`
            : 'It was ended before it was done.',
        mayRepeat: repeatable,
      };
    case 'memory':
      return failed('memory_exceeded', `It had more than ${most} and was ended.`, false);
    case 'processes':
      return failed(
        'processes_exceeded',
        `It was more than ${processes} processes at a time and was ended.`,
        false,
      );
    case 'itself':
      if (report?.kind === 'failed')
        return failed(report.code, report.message, repeatable && !LASTING.includes(report.code));
      return signal
        ? failed(
            'crashed',
            `Its process crashed (${signal[0]}), as Node.js does where it is refused more than ${most}.`,
            repeatable,
          )
        : failed(
            'exited',
            `It ended its process before it was done (exit status ${code ?? 'unknown'}): a plug-in must not call process.exit().`,
            repeatable,
          );
  }
}
