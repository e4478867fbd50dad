import type { RunnerOutcome } from '../../action/runner.ts';

/** What is short now and may be there in a moment. */
const SHORT: readonly string[] = ['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE', 'ETXTBSY'];

/**
 * @param error with which the system refused to start a program.
 * @returns that nothing was started and why, in a line that shows no argument: one may be secret.
 */
export function notStarted(program: string, args: readonly string[], error: unknown): RunnerOutcome {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const failed = (name: string, message: string): RunnerOutcome => ({
    status: 'failed',
    code: name,
    message,
    mayRepeat: SHORT.includes(code),
  });
  if (code === 'E2BIG') {
    const sizes = args.map((one) => Buffer.byteLength(one));
    return failed(
      'arguments_too_long',
      `The arguments are longer than this system takes: ${sizes.reduce((sum, size) => sum + size, 0)} bytes in all, the longest ${Math.max(0, ...sizes)}. Give less, or have the action hand its parameters over by stdin: parameters.`,
    );
  }
  return failed('not_started', `${program} could not be started (${code}).`);
}
