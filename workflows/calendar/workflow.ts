import {
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { dutyChangedSignal, dutyWorkflowId, type Watching } from '../duty/messages.ts';
import { isNotConfigured, tell } from '../duty/telling.ts';
import { calendarChangedSignal, type CalendarInput } from './messages.ts';

const { fetchCalendars } = proxyActivities<Activities>({
  startToCloseTimeout: '2m',
  // So long a configuration may need to come to all workers.
  scheduleToCloseTimeout: '5m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** A new run keeps the history short. */
const LOOKS_PER_RUN = 50;
/** When to look again after a look that failed, such as when the store is away, in milliseconds. */
const AFTER_FAILURE_MS = 60_000;
/** In so long every process has what was fetched, in milliseconds. */
const TAKEN_UP_MS = 15_000;

/**
 * Fetches the calendars of a schedule for as long as some worker has them in its configuration, tells where they cannot be
 * fetched or read, and has who is on call looked at when one has changed. Each is told once.
 */
export async function calendar({ told = [], ...watching }: CalendarInput): Promise<void> {
  const { schedule } = watching;
  let changed = false;
  const isChanged = (): boolean => changed;
  setHandler(calendarChangedSignal, () => {
    changed = true;
  });
  for (let looks = 0; looks < LOOKS_PER_RUN && !workflowInfo().continueAsNewSuggested; looks++) {
    changed = false;
    let nextMs = AFTER_FAILURE_MS;
    let lookedAt = Date.now();
    try {
      const summary = `the calendars of ${schedule}`;
      const look = await fetchCalendars.executeWithOptions({ summary }, [{ ...watching, told }]);
      ({ nextMs, told } = look);
      lookedAt = Date.now();
      setCurrentDetails(told.length === 0 ? 'all is well' : `**${told.length}** told of`);
      await Promise.all([...look.news.map(tell), look.changed ? lookAtDuty(watching) : undefined]);
    } catch (error) {
      if (isCancellation(error)) throw error;
      if (isNotConfigured(error)) {
        // Who configures it again meanwhile has said so.
        if (!isChanged()) return;
      } else log.warn('the calendars of a schedule could not be looked at', { schedule, error });
    }
    // A platform that took its time does not put the next look off.
    await condition(isChanged, Math.max(1, nextMs - (Date.now() - lookedAt)), {
      summary: `until the calendars of ${schedule} are fetched again`,
    });
  }
  await continueAsNew<typeof calendar>({ ...watching, told });
}

/** Has who is on call looked at, as soon as whichever process does so knows what was fetched. */
async function lookAtDuty(watching: Watching): Promise<void> {
  await sleep(TAKEN_UP_MS, { summary: 'until all processes have what was fetched' });
  try {
    await getExternalWorkflowHandle(dutyWorkflowId(watching)).signal(dutyChangedSignal);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('nobody watches the schedule whose calendar has changed', { ...watching, error });
  }
}
