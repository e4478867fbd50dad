import { continueAsNew, log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { NOTHING_FOUND, together } from '../../src/inspection/report.ts';
import type { InspectionInput } from './messages.ts';

const { inspectRecords, inspectRunning } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '1m',
  // Who cannot look finds nothing, and is silent: that is the alarm.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 5 },
});

const { concludeInspection } = proxyActivities<Activities>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 5 },
});

const { deliver } = proxyActivities<Activities>({
  startToCloseTimeout: '40s',
  heartbeatTimeout: '5s',
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Pages that one run looks at: each is an activity with what it found in the history. */
const PAGES_PER_RUN = 50;

/**
 * Looks once at every incident that runs, and now and then for those in the records that do not. Repairs nothing. Only
 * when nothing is wrong a heartbeat goes outside.
 */
export async function inspection(input: InspectionInput = {}): Promise<void> {
  const startedAt = input.startedAt ?? workflowInfo().startTime.getTime();
  let { after, found = NOTHING_FOUND } = input;
  for (let pages = 0; ; pages++) {
    const next = after !== undefined && { after };
    if (pages === PAGES_PER_RUN) await continueAsNew<typeof inspection>({ startedAt, found, ...next });
    const page = await inspectRunning({ startedAt, ...next });
    found = together(found, page.found);
    after = page.next;
    if (after === undefined) break;
  }
  found = together(found, await inspectRecords());
  const notices = await concludeInspection({ startedAt, found });
  const told = await Promise.allSettled(notices.map((notice) => deliver(notice)));
  for (const one of told) if (one.status === 'rejected') log.warn('a finding could not be told in chat');
}
