import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  continueAsNew,
  isCancellation,
  log,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { Heartbeat } from '../../src/alert/rule.ts';
import { awaitedFrom, dueAt } from '../../src/alert/sign-of-life.ts';
import { NOT_CONFIGURED } from '../../src/chat/instance-status.ts';
import { heartbeatChangedSignal, heartbeatSignal, type HeartbeatInput } from './messages.ts';

const { lookAtHeartbeat } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  // So long a configuration may need to come to all workers.
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s' },
});
const { sayOfHeartbeat } = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** A new run keeps the history short. */
const BEATS_PER_RUN = 1_000;
/** When to look again after a look that failed, in milliseconds. */
const AFTER_FAILURE_MS = 60_000;

/**
 * Waits for signs of life for as long as some worker has the rule in its configuration. When they stay away it says so as
 * an alert, which becomes an incident as any other; when they are back, that it has cleared.
 */
export async function heartbeat({
  lastAt,
  silent = false,
  silences = 0,
  ...awaited
}: HeartbeatInput): Promise<void> {
  const { rule } = awaited;
  let last = lastAt ?? Date.now();
  let beats = 0;
  let changed = true;
  let settings: Heartbeat | undefined;
  let isSilent = silent;
  let count = silences;
  setHandler(heartbeatSignal, () => {
    beats++;
    last = Date.now();
  });
  setHandler(heartbeatChangedSignal, () => {
    changed = true;
  });

  const isChanged = (): boolean => changed;
  const known = (): Heartbeat | undefined => settings;

  async function say(gone?: true): Promise<void> {
    isSilent = !isSilent;
    if (isSilent) count++;
    const alive = gone ? `nobody waits for ${rule} any more` : `${rule} is alive again`;
    const summary = isSilent ? `no sign of life of ${rule}` : alive;
    const key = `${workflowInfo().firstExecutionRunId}:${count}`;
    await sayOfHeartbeat.executeWithOptions({ summary }, [
      { ...awaited, silent: isSilent, at: Date.now(), key, ...(gone && { gone }) },
    ]);
  }

  /** @returns false when nobody has the rule any more. */
  async function look(): Promise<boolean> {
    changed = false;
    try {
      settings = await lookAtHeartbeat.executeWithOptions(
        { summary: `how often ${rule} gives a sign of life` },
        [awaited],
      );
    } catch (error) {
      if (isCancellation(error)) throw error;
      const isGone =
        error instanceof ActivityFailure &&
        error.cause instanceof ApplicationFailure &&
        error.cause.type === NOT_CONFIGURED;
      // Who configures it again meanwhile has said so.
      if (isGone) return changed;
      log.warn('a heartbeat could not be looked at', { rule, error });
    }
    return true;
  }

  while (beats < BEATS_PER_RUN && !workflowInfo().continueAsNewSuggested) {
    // Silence is told by the rule as it is now: it may have been changed or taken out.
    const before = known();
    if (before && !isSilent) last = awaitedFrom(last, before, Date.now());
    const isDue = before && !isSilent && dueAt(last, before) <= Date.now();
    if ((isChanged() || isDue) && !(await look())) {
      if (!isSilent || !patched('heartbeat-gone')) return;
      await say(true);
      // Who configures it again meanwhile has it waited for from now on.
      if (!isChanged()) return;
      last = Date.now();
      continue;
    }
    const now = known();
    if (!now) {
      await condition(() => changed, AFTER_FAILURE_MS, { summary: `until ${rule} is looked at again` });
      changed = true;
      continue;
    }
    const isAlive = dueAt(last, now) > Date.now();
    if (isAlive === isSilent) await say();
    setCurrentDetails(
      `**${rule}** ${isSilent ? 'is silent' : 'is alive'}; last sign of life at ${new Date(last).toISOString()}`,
    );
    const seen = beats;
    const isNews = (): boolean => changed || beats > seen;
    if (!isAlive) await condition(isNews);
    else
      await condition(isNews, Math.max(1, dueAt(last, now) - Date.now()), {
        summary: `until ${rule} has been silent for too long`,
      });
  }
  await continueAsNew<typeof heartbeat>({ ...awaited, lastAt: last, silent: isSilent, silences: count });
}
