import {
  condition,
  continueAsNew,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { dutyChangedSignal, type DutyInput } from './messages.ts';
import { isNotConfigured, tell } from './telling.ts';

const { lookAtDuty } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  // So long a configuration may need to come to all workers.
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** A new run keeps the history short. */
const LOOKS_PER_RUN = 50;
/** When to look again after a look that failed, such as when the store is away, in milliseconds. */
const AFTER_FAILURE_MS = 60_000;
/**
 * Watches a schedule for as long as some worker has it in its configuration: tells of hand-overs, and ahead of gaps and
 * of people whom no page could reach. Each is told once.
 */
export async function duty({ before, warned = [], ...watching }: DutyInput): Promise<void> {
  const { schedule } = watching;
  let changed = false;
  const isChanged = (): boolean => changed;
  setHandler(dutyChangedSignal, () => {
    changed = true;
  });
  for (let looks = 0; looks < LOOKS_PER_RUN && !workflowInfo().continueAsNewSuggested; looks++) {
    changed = false;
    let nextMs = AFTER_FAILURE_MS;
    let lookedAt = Date.now();
    try {
      const question = { ...watching, ...(before && { before }), warned };
      const look = await lookAtDuty.executeWithOptions({ summary: `who is on call for ${schedule}` }, [
        question,
      ]);
      ({ nextMs, standing: before, warned } = look);
      lookedAt = Date.now();
      setCurrentDetails(`**${before.people.join(', ') || 'nobody'}** on call`);
      await Promise.all(look.news.map(tell));
    } catch (error) {
      if (isCancellation(error)) throw error;
      if (isNotConfigured(error)) {
        // Who configures it again meanwhile has said so.
        if (!isChanged()) return;
      } else log.warn('a schedule could not be looked at', { schedule, error });
    }
    // A platform that took its time does not put the next hand-over off.
    await condition(isChanged, Math.max(1, nextMs - (Date.now() - lookedAt)), {
      summary: `until ${schedule} is looked at again`,
    });
  }
  await continueAsNew<typeof duty>({ ...watching, ...(before && { before }), warned });
}
