import { createApp } from '../../http/app.ts';
import { healthRouter, type Check } from '../../http/health.ts';
import { calendarConditions } from '../../config/calendar-conditions.ts';
import { listenAt } from '../../config/settings.ts';
import type { Assembly } from '../assembly.ts';
import { close, listen } from './server.ts';

/**
 * `/healthz`, `/readyz` and `/metrics` of a process that serves nothing else.
 * @param checks what must answer besides the document store.
 */
export async function serveHealth(
  assembly: Assembly,
  checks: readonly Check[],
): Promise<{ stop: () => Promise<void> }> {
  const { settings, config, log, metrics, pingStore, standing } = assembly;
  const { host, port } = listenAt(settings, config().server);
  const app = createApp({
    routers: [
      healthRouter(
        [...checks, { name: 'document store', run: pingStore }],
        metrics,
        undefined,
        undefined,
        standing,
        () => calendarConditions(config(), Date.now()),
      ),
    ],
    log,
    metrics,
  });
  const server = await listen(app, host, port);
  return {
    stop: () => close(server),
  };
}
