import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  continueAsNew,
  isCancellation,
  log,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { NOT_CONFIGURED } from '../../src/chat/instance-status.ts';
import { checkNowSignal, type HealthInput } from './messages.ts';

const activities = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  // So long a configuration may need to come to all workers.
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** A new run keeps the history short: at one check a minute, every hour. */
const CHECKS_PER_RUN = 60;
/** When to look again after a check that could not even be made, such as when the store is away, in milliseconds. */
const AFTER_FAILURE_MS = 60_000;

/**
 * Looks after one provider instance for as long as some worker has it in its configuration: checks it again and again,
 * and at once when asked to.
 */
export async function health(input: HealthInput): Promise<void> {
  const { instance } = input;
  let asked = false;
  const isAsked = (): boolean => asked;
  setHandler(checkNowSignal, () => {
    asked = true;
  });
  for (let checks = 0; checks < CHECKS_PER_RUN && !workflowInfo().continueAsNewSuggested; checks++) {
    asked = false;
    let nextMs = AFTER_FAILURE_MS;
    try {
      const summary = `check chat.${instance}`;
      const check = activities.checkInstance.executeWithOptions({ summary }, [input]);
      ({ nextMs } = await check);
    } catch (error) {
      if (isCancellation(error)) throw error;
      if (isNotConfigured(error)) {
        // Who configures it again meanwhile has asked for a check.
        if (!isAsked()) return;
      } else log.warn('an instance could not be checked', { instance, error });
    }
    await condition(isAsked, nextMs, { summary: `until chat.${instance} is checked again` });
  }
  await continueAsNew<typeof health>(input);
}

function isNotConfigured(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === NOT_CONFIGURED
  );
}
