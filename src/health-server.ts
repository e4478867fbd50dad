import { createApp } from './http/app.ts';
import { healthRouter } from './http/health.ts';
import { listenAt } from './config/settings.ts';
import type { Assembly } from './assembly.ts';
import { listen } from './server.ts';

/** `/healthz`, `/readyz` and `/metrics` of a process that serves nothing else. */
export async function serveHealth(assembly: Assembly): Promise<{ stop: () => Promise<void> }> {
  const { settings, config, log, metrics, pingStore } = assembly;
  const { host, port } = listenAt(settings, config().server);
  const app = createApp({
    routers: [healthRouter([{ name: 'document store', run: pingStore }], metrics)],
    log,
    metrics,
  });
  const server = await listen(app, host, port);
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
