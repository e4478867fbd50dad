import { createRunActivities, type RunActivities, type RunOutput } from '../../../activities/run.ts';
import type { Redact } from '../../access/redact.ts';
import { fitResult } from '../../action/fit.ts';
import type { Run } from '../../action/run.ts';
import type { RunnerOutcome } from '../../action/runner.ts';
import type { TenantConfig } from '../../config/config.ts';
import { bounded } from '../../text/bounded.ts';
import { bindRunner, type RunnerHost } from './runners.ts';

/** Characters of why a run failed. */
const LONGEST_MESSAGE = 2_000;

/** What runs are made with. */
export interface RunsDependencies extends Pick<RunnerHost, 'records' | 'lookup'> {
  /** What holds for a tenant now. */
  readonly config: (tenant: string) => Pick<TenantConfig, 'catalogue' | 'allowedCommands'> | undefined;
  /** Keeps what runs print. */
  readonly output: RunOutput;
}

/** @returns the activities by which workers run actions, as the configuration has them when an attempt begins. */
export function createRuns(
  deps: RunsDependencies & {
    readonly save: (run: Run) => Promise<void>;
    readonly redact: Redact;
    /** Epoch milliseconds. */
    readonly now: () => number;
  },
): RunActivities {
  const { config, output, redact, records, lookup, now, save } = deps;
  return createRunActivities({
    runner(order) {
      const found = config(order.tenant);
      const action = found?.catalogue.actions.get(order.action);
      if (!found || !action)
        return {
          kind: 'nothing',
          failure: {
            code: 'unknown_action',
            message: `The configuration has no action ${order.action} any more.`,
          },
        };
      if (!action.enabled)
        return {
          kind: 'nothing',
          failure: { code: 'disabled_action', message: `The action ${action.ref} was disabled meanwhile.` },
        };
      const alias = order.alias === undefined ? undefined : found.catalogue.aliases.get(order.alias);
      const allowed = found.allowedCommands;
      return bindRunner({ order, action, alias }, { allowed, records, now, ...(lookup && { lookup }) });
    },
    output,
    save,
    fit: (outcome, tenant) => fitOutcome(outcome, (text) => redact(text, tenant)),
    now,
  });
}

function fitOutcome(outcome: RunnerOutcome, redact: (text: string) => string): RunnerOutcome {
  const result = outcome.result === undefined ? {} : { result: fitResult(outcome.result, redact) };
  if (outcome.status === 'succeeded') return { ...outcome, ...result };
  return { ...outcome, message: bounded(redact(outcome.message), LONGEST_MESSAGE), ...result };
}
