import { failedForGood, type RunnerOutcome } from '../../action/runner.ts';
import { endFormerAttempts } from './attempt.ts';

/**
 * Ends what former attempts of a run left running.
 * @param records folder of the notes of `beginAttempt`.
 * @param repeatable whether another attempt has no second effect.
 * @returns why no other attempt may be made; undefined when it may.
 */
export async function refusedAfterFormer(
  records: string,
  idempotencyKey: string,
  repeatable: boolean,
): Promise<RunnerOutcome | undefined> {
  const { begun, left } = await endFormerAttempts(records, idempotencyKey);
  if (left > 0)
    return failedForGood(
      'still_running',
      `A worker was killed in the middle of this run, and ${left} of its processes could not be ended: end them by hand.`,
    );
  if (begun && !repeatable)
    return failedForGood(
      'abandoned',
      'A worker was killed in the middle of this run. What was still running was ended; see what it did, and run it again if it is wanted.',
    );
  return undefined;
}
