import { isCancellation, log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { MUSTER } from '../../src/incident/person.ts';
import { sweptText, type Swept } from '../../src/retention/rules.ts';

const { sweepsDue, sweep } = proxyActivities<Activities>({
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '2h',
  retry: { initialInterval: '10s', backoffCoefficient: 2, maximumInterval: '10m' },
});
const { writeAudit } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30d',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** How much goes at once, and how often in one run: the rest goes the next day. */
const MOST = 500;
const ROUNDS = 40;

/** Deletes what the rules of retention let go, a little at a time, and notes how much it was. */
export async function retention(): Promise<void> {
  const done = new Map<string, Swept[]>();
  for (const { tenant, name } of await sweepsDue()) {
    const all = done.get(tenant) ?? [];
    done.set(tenant, all);
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const summary = `${tenant}: sweep ${name}`;
        const swept = await sweep.executeWithOptions({ summary }, [{ tenant, name, most: MOST }]);
        all.push(swept);
        if (!swept.more) break;
      }
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('a part of the store could not be swept; the next run tries again', { tenant, name, error });
    }
  }
  for (const [tenant, swept] of done) {
    const about = sweptText(swept);
    if (!about) continue;
    await writeAudit({
      tenant,
      at: Date.now(),
      person: MUSTER.id,
      name: MUSTER.name,
      via: 'retention',
      action: 'delete expired',
      about,
      outcome: 'done',
      deliveryId: workflowInfo().runId,
    });
  }
}
