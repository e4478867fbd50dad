import { failedForGood, type Runner, type RunnerCall, type RunnerOutcome } from '../../action/runner.ts';
import { beginAttempt } from '../process/attempt.ts';
import type { ProcessEnd } from '../process/end.ts';
import { follow } from '../process/follow.ts';
import { refusedAfterFormer } from '../process/former.ts';
import { launch } from '../process/launch.ts';
import { endProcesses } from '../process/process-group.ts';
import { RunProcesses } from '../process/run-processes.ts';
import { notStarted } from '../process/start-failure.ts';
import { PLUGIN_LIMITS, pluginEnvironment, pluginProgram } from './child-process.ts';
import type { PluginOrder } from './order.ts';
import { outcomeOf } from './outcome.ts';
import { ReportReader } from './report-reader.ts';
import type { PluginSettings } from './settings.ts';

/** Where actions of plug-ins are run. */
export interface PluginHost {
  /** Folder in Muster's data folder where it is noted what is under way. */
  readonly records: string;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
  /** How long code may take to heed its signal, in milliseconds. */
  readonly graceMs?: number;
}

const GRACE_MS = 10_000;
const LINE_CHARACTERS = 4_000;
const OUTPUT_CHARACTERS = 1024 ** 2;

/**
 * @returns what runs actions of plug-ins, each run in a process of its own that has nothing of Muster's environment: what
 * goes wrong there, goes wrong for this run alone. When it resolves, nothing of the run is running any more.
 *
 * A run is at most once unless the action is `repeatable`.
 */
export function pluginRunner(host: PluginHost): Runner<PluginSettings> {
  return async (call) => {
    if (process.platform === 'win32')
      return failedForGood(
        'not_supported',
        'Plug-ins cannot be run on Windows, which has no process groups.',
      );
    const refused = await refusedAfterFormer(host.records, call.idempotencyKey, call.settings.repeatable);
    if (refused) return refused;
    if (call.signal.aborted)
      return { status: 'cancelled', code: 'cancelled', message: 'It was not begun.', mayRepeat: true };
    const graceMs = host.graceMs ?? GRACE_MS;
    const attempt = await beginAttempt(host.records, call.idempotencyKey, undefined, graceMs);
    try {
      return await run(call, attempt, graceMs, host.redact);
    } finally {
      await attempt.ended();
    }
  };
}

async function run(
  call: RunnerCall<PluginSettings>,
  attempt: Awaited<ReturnType<typeof beginAttempt>>,
  graceMs: number,
  redact: (text: string) => string,
): Promise<RunnerOutcome> {
  const { settings, idempotencyKey, signal, print } = call;
  const [program, args] = pluginProgram(PLUGIN_LIMITS);
  const reader = new ReportReader();
  const launched = await launch({
    program,
    args,
    folder: process.cwd(),
    environment: environmentOf(call),
    runAs: undefined,
    input: JSON.stringify(orderOf(call)),
    answered: (chunk) => reader.take(chunk),
  }).catch((error: unknown) => notStarted(process.execPath, args, error));
  if ('status' in launched) return launched;
  const limits = {
    ...PLUGIN_LIMITS,
    grace: graceMs,
    lineCharacters: LINE_CHARACTERS,
    mostBytes: OUTPUT_CHARACTERS,
  };
  let end: ProcessEnd;
  try {
    const followed = { settings: limits, idempotencyKey, signal, print };
    end = await follow(launched, followed, attempt.started(launched.group), true, redact);
  } catch (error) {
    await endProcesses(new RunProcesses({ group: launched.group, run: idempotencyKey }), 0, true);
    throw error;
  }
  launched.child.stdio[3]?.destroy();
  return outcomeOf(end, reader.report(), { ...limits, repeatable: settings.repeatable });
}

function environmentOf({ idempotencyKey, incident }: RunnerCall<PluginSettings>): Record<string, string> {
  return {
    ...pluginEnvironment(),
    MUSTER_RUN: idempotencyKey,
    ...(incident !== undefined && { MUSTER_INCIDENT: incident }),
  };
}

function orderOf({
  settings,
  parameters,
  idempotencyKey,
  incident,
}: RunnerCall<PluginSettings>): PluginOrder {
  const { plugin, action, secrets } = settings;
  return {
    kind: 'run',
    plugin,
    action,
    parameters,
    idempotencyKey,
    ...(incident !== undefined && { incident }),
    secrets,
  };
}
