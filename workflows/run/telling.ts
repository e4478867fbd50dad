import { log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { RunShown } from '../../activities/run-showing.ts';
import type { RunRoute } from '../../activities/run-telling.ts';
import type { Turn } from '../../src/chat/lane.ts';
import { room } from '../paced.ts';
import { pared } from './paring.ts';

const { tellRun } = proxyActivities<Activities>({
  startToCloseTimeout: '40s',
  heartbeatTimeout: '5s',
  // A platform that is away for a morning still tells on the same day.
  scheduleToCloseTimeout: '4h',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '10m' },
});
const { tellRun: makeTicket } = proxyActivities<Activities>({
  startToCloseTimeout: '90s',
  heartbeatTimeout: '5s',
  // A tracker that is away over a weekend still gets its tickets.
  scheduleToCloseTimeout: '3d',
  // What a call made whose answer was lost shows in Jira's search after minutes, and it is looked for before the next.
  retry: { initialInterval: '2m', backoffCoefficient: 2, maximumInterval: '10m' },
});
const { runRoutes } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '4h',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** How long a message waits for room in a platform's limits, in milliseconds. */
const PATIENCE_MS = 4 * 3_600_000;

/** Bytes of what is passed on at once, for all routes: Temporal takes 4 MB in one request. */
const AT_ONCE = 2_000_000;

/** Tells how a run ended, by every route that its action names, by each once. @returns when that is done. Never rejects. */
export async function tellEnd(shown: RunShown): Promise<void> {
  const { id } = shown.run;
  try {
    const summary = `${id}: who hears of its end`;
    const routes = await runRoutes.executeWithOptions({ summary }, [shown]);
    const passedOn = pared(shown, AT_ONCE / Math.max(1, routes.length));
    await Promise.all(
      routes.map(async (route) => {
        try {
          await tell(passedOn, route);
        } catch (error) {
          const { part, route: by } = route;
          log.warn('somebody could not be told how a run ended', { id, part, route: by, error });
        }
      }),
    );
  } catch (error) {
    log.warn('nobody could be told how a run ended', { id, error });
  }
}

async function tell(shown: RunShown, { part, route, instance }: RunRoute): Promise<void> {
  const summary = `${shown.run.id}: tell ${route}, ${part}`;
  const told = { ...shown, part, route };
  if (instance === undefined) {
    await makeTicket.executeWithOptions({ summary }, [told]);
    return;
  }
  for (let turn: Turn | undefined; ;) {
    try {
      await tellRun.executeWithOptions({ summary }, [{ ...told, ...(turn && { turn }) }]);
      return;
    } catch (error) {
      const { tenant } = shown.order;
      turn = await room(error, { tenant, instance }, { summary, patienceMs: PATIENCE_MS });
    }
  }
}
