import type { Action } from './action.ts';
import type { Alias } from './alias.ts';
import type { Run, RunStatus } from './run.ts';

/** StackStorm's names of how an execution stands, by which templates ask. */
const STATUS: Readonly<Record<RunStatus, string>> = {
  awaiting_approval: 'pending',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  timed_out: 'timeout',
  cancelled: 'canceled',
  declined: 'canceled',
  expired: 'canceled',
  abandoned: 'abandoned',
};

/** What is known of a run besides how it stands. */
export interface RunSurroundings {
  readonly action?: Action | undefined;
  readonly alias?: Alias | undefined;
  /** Address of its page, where that can be reached. */
  readonly page?: string | undefined;
  /** Its parameters without secrets. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * @returns what templates of `ack`, `result` and `notify` know of a run, by StackStorm's names: `execution`, and the alias
 * as `actionalias` and `alias` (https://docs.stackstorm.com/chatops/aliases.html#acknowledgement-options).
 */
export function executionContext(
  run: Run,
  { action, alias, page, parameters }: RunSurroundings,
): Readonly<Record<string, unknown>> {
  const [pack = '', ...rest] = run.action.split('.');
  const { startedAt = run.asked.at, endedAt, failure } = run;
  const named = alias && {
    ref: alias.ref,
    name: alias.name,
    pack: alias.pack,
    description: alias.description,
    action_ref: alias.action,
  };
  return {
    execution: {
      id: run.id,
      status: run.status === 'running' && run.cancelled ? 'canceling' : STATUS[run.status],
      action: { ref: run.action, pack, name: rest.join('.'), description: action?.description ?? '' },
      parameters,
      result: run.result ?? (failure ? { error: failure.message } : {}),
      context: { user: run.asked.by.name },
      start_timestamp: new Date(startedAt).toISOString(),
      ...(endedAt !== undefined && {
        end_timestamp: new Date(endedAt).toISOString(),
        elapsed_seconds: (endedAt - startedAt) / 1_000,
      }),
      ...(page !== undefined && { web_url: page }),
    },
    ...(named && { actionalias: named, alias: named }),
  };
}
