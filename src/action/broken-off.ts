import { withoutEnd } from '../text/without-end.ts';
import { ended, type Run, type RunOrder } from './run.ts';
import type { RunStep } from './step.ts';

/** How Temporal has ended the workflow of a run. */
export interface WorkflowEnd {
  /** Stable, for programs. */
  readonly code: 'terminated' | 'workflow_failed' | 'workflow_timed_out' | 'workflow_cancelled';
  /** When, epoch milliseconds. */
  readonly at: number;
  /** As Temporal has it, without secrets; empty where it has none. */
  readonly reason: string;
}

/** A run whose workflow Temporal has ended. */
export interface BrokenRun {
  readonly order: Omit<RunOrder, 'parameters'>;
  /** As it stood last, as far as that is known. */
  readonly run: Run;
  /** Whether nothing became of it besides. */
  readonly isNewest: boolean;
  readonly end: WorkflowEnd;
}

/** More changes than a run has that nobody has heard of: the newest state counts, whoever wrote it. */
const UNKNOWN_CHANGES = 1_000;

const WORDS: Readonly<Record<WorkflowEnd['code'], string>> = {
  terminated: 'Its workflow was terminated in Temporal',
  workflow_failed: 'Its workflow failed in Temporal',
  workflow_timed_out: 'Its workflow took longer in Temporal than it may',
  workflow_cancelled: 'Its workflow was cancelled in Temporal',
};

/** @returns the run, which was not over, ended with its workflow: what it was doing may be done, or not. */
export function brokenOff({ run, isNewest, end }: Omit<BrokenRun, 'order'>): Run {
  const { code, at, reason } = end;
  const hadNotBegun = isNewest && run.startedAt === undefined;
  const look = hadNotBegun
    ? 'It had not begun.'
    : 'Whether it was done is not known. Look before you run it again.';
  const why = reason === '' ? '' : `: ${withoutEnd(reason, '. \n')}`;
  const { steps, revision } = run;
  const before: Run = {
    ...run,
    ...(!isNewest && { revision: revision + UNKNOWN_CHANGES }),
    ...(steps && { steps: steps.map(brokenOffStep) }),
  };
  return ended(before, at, {
    status: hadNotBegun ? 'failed' : 'abandoned',
    failure: { code, message: `${WORDS[code]}${why}. ${look}` },
  });
}

const brokenOffStep = (step: RunStep): RunStep =>
  step.status === 'running' ? { ...step, status: 'abandoned' } : step;
