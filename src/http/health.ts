import { Router } from 'express';
import type { Metrics } from '../telemetry/metrics.ts';
import { onlyMethod } from './method.ts';

/** One part that must answer before requests are taken. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** How long a part has to answer, in milliseconds. */
const CHECK_MS = 2_000;

async function answers(check: Check): Promise<{ name: string; ok: boolean; reason?: string }> {
  const slow = new Promise<never>((_, reject) => {
    setTimeout(reject, CHECK_MS, new Error(`no answer within ${CHECK_MS} ms`)).unref();
  });
  try {
    await Promise.race([check.run(), slow]);
    return { name: check.name, ok: true };
  } catch (error) {
    return { name: check.name, ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** `/healthz`: this process lives. `/readyz`: what it needs answers too, else 503. `/metrics`: for Prometheus. */
export function healthRouter(checks: readonly Check[], metrics: Metrics): Router {
  const router = Router();
  router
    .route('/healthz')
    .get((_request, response) => {
      response.json({ ok: true });
    })
    .all(onlyMethod('GET'));
  router
    .route('/readyz')
    .get(async (_request, response) => {
      const results = await Promise.all(checks.map(answers));
      const ok = results.every((result) => result.ok);
      if (!ok) response.set('Retry-After', '5');
      response.status(ok ? 200 : 503).json({ ok, checks: results });
    })
    .all(onlyMethod('GET'));
  router
    .route('/metrics')
    .get(async (_request, response) => {
      response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    })
    .all(onlyMethod('GET'));
  return router;
}
