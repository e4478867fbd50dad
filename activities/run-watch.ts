import { heartbeat } from '@temporalio/activity';
import type { Redact } from '../src/access/redact.ts';
import type { BrokenRun, WorkflowEnd } from '../src/action/broken-off.ts';
import { fitResult } from '../src/action/fit.ts';
import type { RunId } from '../src/action/run-id.ts';
import { isOver, orderedRun, type Run, type RunOrder } from '../src/action/run.ts';
import { bounded } from '../src/text/bounded.ts';
import type { Logger } from './logger.ts';

export interface RunWatchActivities {
  /**
   * Looks for runs whose workflow Temporal has ended and that are not recorded as over, and begins for each what records,
   * shows and tells that. May be repeated. @returns the runs, for who reads the Temporal UI.
   */
  endBrokenRuns(): Promise<readonly string[]>;
}

/** Whose run is meant. */
export interface RunRef {
  readonly tenant: string;
  readonly id: RunId;
}

/** The workflow of a run that Temporal has ended. */
export interface BrokenWorkflow {
  /** As it was begun: with the order, or with what was known when another of the same run was ended before. */
  readonly input: RunOrder | BrokenRun;
  /** How the run stands in it; absent where no worker can say. */
  readonly run?: Run | undefined;
  readonly end: WorkflowEnd;
  readonly memo: Readonly<Record<string, unknown>>;
}

/** Workflows of runs as Temporal has them. All of these throw when it does not answer. */
export interface BrokenRuns {
  /** @returns runs of which Temporal has ended a workflow, as far as its index knows, each once. */
  list(): AsyncIterable<RunRef>;
  /** @returns undefined where the workflow goes on, has ended by itself, or is not there. */
  find(ref: RunRef): Promise<BrokenWorkflow | undefined>;
  /** Begins what ends the run, unless that is begun. @param memo of the workflow that was ended. */
  end(broken: BrokenRun, memo: BrokenWorkflow['memo']): Promise<void>;
}

/** How many are ended by one look; the next goes on. */
const AT_ONCE = 50;
/** Characters of why Temporal has ended a workflow. */
const REASON = 500;

export function createRunWatchActivities(deps: {
  readonly runs: BrokenRuns;
  readonly recorded: (tenant: string, id: RunId) => Promise<Run | undefined>;
  readonly redact: Redact;
  readonly log: Logger;
}): RunWatchActivities {
  /** @returns whether its end is begun. */
  async function look({ tenant, id }: RunRef): Promise<boolean> {
    const recorded = await deps.recorded(tenant, id);
    if (recorded && isOver(recorded)) return false;
    const found = await deps.runs.find({ tenant, id });
    if (!found) return false;
    const { input, end, memo } = found;
    const last = 'order' in input ? input.run : orderedRun(input);
    const { parameters: _, ...order } = 'order' in input ? { ...input.order, parameters: {} } : input;
    const run = found.run ?? recorded ?? last;
    const reason = bounded(deps.redact(end.reason, tenant), REASON);
    await deps.runs.end(
      { order, run: fitting(run), isNewest: found.run !== undefined, end: { ...end, reason } },
      memo,
    );
    return true;
  }

  return {
    async endBrokenRuns() {
      const ended: string[] = [];
      for await (const ref of deps.runs.list()) {
        heartbeat();
        try {
          if (await look(ref)) ended.push(`${ref.id} of ${ref.tenant}`);
        } catch (err) {
          deps.log.warn({ ...ref, err }, 'a run whose workflow Temporal has ended is not ended yet');
        }
        if (ended.length === AT_ONCE) break;
      }
      return ended;
    },
  };
}

/** What was too large for one workflow would be for the next. */
function fitting({ parameters, result, ...run }: Run): Run {
  const fit = (value: unknown): unknown => fitResult(value, (text) => text);
  return {
    ...run,
    parameters: fit(parameters) as Run['parameters'],
    ...(result !== undefined && { result: fit(result) }),
  };
}
