import { ApplicationFailure } from '@temporalio/workflow';
import type { Run, RunRefused } from '../../src/action/run.ts';
import { RUN_REFUSED } from './messages.ts';

/** @returns the run. @throws ApplicationFailure that says why there is none, by which an Update is rejected. */
export function unlessRefused(next: Run | RunRefused): Run {
  if (!('refused' in next)) return next;
  const { message } = next;
  throw ApplicationFailure.create({ message, type: RUN_REFUSED, nonRetryable: true, details: [next] });
}
