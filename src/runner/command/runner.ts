import { failedForGood, type Runner, type RunnerCall, type RunnerOutcome } from '../../action/runner.ts';
import { beginAttempt } from '../process/attempt.ts';
import { follow } from '../process/follow.ts';
import { refusedAfterFormer } from '../process/former.ts';
import { launch } from '../process/launch.ts';
import { limited } from '../process/limits.ts';
import { endProcesses } from '../process/process-group.ts';
import { RunProcesses } from '../process/run-processes.ts';
import { notStarted } from '../process/start-failure.ts';
import { argumentsOf, RefusedArgument } from './arguments.ts';
import { commandProblems } from './check.ts';
import { environmentOf } from './environment.ts';
import { outcomeOf } from './outcome.ts';
import type { CommandAllowList, CommandSettings } from './settings.ts';
import { workingFolder } from './working-folder.ts';

/** Where commands are run. */
export interface CommandHost {
  /** What the operator allows to be run. */
  readonly allowed: CommandAllowList;
  /** Folder in Muster's data folder where it is noted what is under way, for `endFormerAttempts`. */
  readonly records: string;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

/**
 * Runs local programs and scripts: without a shell, in a folder and with an environment of their own, within limits of time,
 * memory, processes and output. When it resolves, nothing of the run is running any more, but for what a command with a
 * fixed `workingDirectory` has deliberately put outside of its process group (a daemon).
 *
 * A run is at most once unless the action is `repeatable`: one whose former attempt was cut off by the end of its worker is
 * not made again but told as abandoned, after what was left of it has been ended.
 */
export function commandRunner(host: CommandHost): Runner<CommandSettings> {
  return async (call) => {
    const { settings, idempotencyKey, signal } = call;
    const refused = await refusedAfterFormer(host.records, idempotencyKey, settings.repeatable);
    if (refused) return refused;
    const [problem] = await commandProblems(settings, host.allowed);
    if (problem !== undefined) return failedForGood(problem.code, `${problem.setting}: ${problem.message}.`);
    let args: readonly string[];
    try {
      args = argumentsOf(settings, call.parameters);
    } catch (error) {
      if (error instanceof RefusedArgument) return failedForGood(error.code, error.message);
      throw error;
    }
    if (signal.aborted)
      return { status: 'cancelled', code: 'cancelled', message: 'It was not begun.', mayRepeat: true };
    return run(call, args, host);
  };
}

async function run(
  call: RunnerCall<CommandSettings>,
  args: readonly string[],
  { records, redact }: CommandHost,
): Promise<RunnerOutcome> {
  const { settings } = call;
  const folder = await workingFolder(settings);
  try {
    const attempt = await beginAttempt(records, call.idempotencyKey, folder.ownPath, settings.grace);
    try {
      const [program, all] = limited(settings.program, args, settings);
      const launched = await launch({
        program,
        args: all,
        folder: folder.path,
        environment: environmentOf(call, folder.path),
        runAs: settings.runAs,
        input: settings.stdin === 'parameters' ? `${JSON.stringify(call.parameters)}\n` : undefined,
      }).catch((error: unknown) => notStarted(settings.program, args, error));
      if ('status' in launched) return launched;
      try {
        const noted = attempt.started(launched.group);
        const everything = folder.ownPath !== undefined;
        return outcomeOf(settings, await follow(launched, call, noted, everything, redact));
      } catch (error) {
        const marks = { group: launched.group, run: call.idempotencyKey };
        await endProcesses(new RunProcesses(marks), 0, true);
        throw error;
      }
    } finally {
      await attempt.ended();
    }
  } finally {
    await folder.remove(call.print);
  }
}
