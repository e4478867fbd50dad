import { Router } from 'express';
import { INSTANCE_STATES, type InstanceStatus } from '../chat/instance-status.ts';
import type { Listener } from '../chat/listener.ts';
import type { CalendarCondition } from '../config/calendar-conditions.ts';
import type { Standing } from '../config/standing.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { onlyMethod } from './method.ts';

/** One part that must answer before requests are taken. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** How long a part has to answer, in milliseconds. */
const CHECK_MS = 2_000;

function soon<R>(ask: () => Promise<R>): Promise<R> {
  const slow = new Promise<never>((_, reject) => {
    setTimeout(reject, CHECK_MS, new Error(`no answer within ${CHECK_MS} ms`)).unref();
  });
  return Promise.race([ask(), slow]);
}

async function answers(check: Check): Promise<{ name: string; ok: boolean; reason?: string }> {
  try {
    await soon(check.run);
    return { name: check.name, ok: true };
  } catch (error) {
    return { name: check.name, ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** How long a connection may be away before it is a matter for an operator, in milliseconds: a platform renews it at times. */
const GRACE_MS = 30_000;

type Connection = Pick<Listener, 'platform' | 'instance' | 'status'>;

interface ConnectionState {
  readonly name: string;
  readonly platform: string;
  readonly ok: boolean;
  readonly reason?: string;
}

function stateOf(connection: Connection): ConnectionState {
  const { instance: name, platform } = connection;
  const { state, since, problem } = connection.status();
  const awayMs = Date.now() - since;
  if (state === 'connected' || awayMs <= GRACE_MS) return { name, platform, ok: true };
  const reason = `not connected for ${Math.floor(awayMs / 1_000)} s${problem === undefined ? '' : `: ${problem}`}`;
  return { name, platform, ok: false, reason };
}

/** Everybody may read it here: what is wrong in the file is told those who may see the configuration. */
function configurationOf({ version, since, refused }: Standing) {
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    version,
    since: iso(since),
    ...(refused && {
      refused: {
        at: iso(refused.at),
        problems: refused.problems.length,
        reason: 'a newer configuration was refused: the log and GET /api/v1/configuration say why',
      },
    }),
  };
}

/**
 * `/healthz`: this process lives. `/readyz`: what it needs answers too, else 503; what it has lost but can do without
 * makes it `degraded`. `/metrics`: for Prometheus.
 * @param connections by which chat platforms reach this process without HTTP.
 * @param instances how all provider instances are, as every process sees it; left out while the store is away.
 * @param standing which configuration is in force here.
 * @param calendars how those are that are fetched from elsewhere.
 */
export function healthRouter(
  checks: readonly Check[],
  metrics: Metrics,
  connections: () => readonly Connection[] = () => [],
  instances: () => Promise<readonly InstanceStatus[]> = () => Promise.resolve([]),
  standing?: () => Standing,
  calendars: () => readonly CalendarCondition[] = () => [],
): Router {
  const router = Router();
  const known = (): Promise<readonly InstanceStatus[]> => soon(instances).catch(() => []);
  router
    .route('/healthz')
    .get((_request, response) => {
      response.json({ ok: true });
    })
    .all(onlyMethod('GET'));
  router
    .route('/readyz')
    .get(async (_request, response) => {
      const [results, statuses] = await Promise.all([Promise.all(checks.map(answers)), known()]);
      const ok = results.every((result) => result.ok);
      const listeners = connections().map(stateOf);
      // A lost connection leaves the status alone: a load balancer that took this server away would take the API, the
      // pages and the other instances with it, and bring the connection back no sooner.
      const configuration = standing && configurationOf(standing());
      const troubled = calendars().flatMap(({ schedule, layer, trouble }) =>
        trouble ? [{ schedule, layer, trouble }] : [],
      );
      const degraded =
        listeners.some((listener) => !listener.ok) ||
        statuses.some(({ state }) => state === 'error') ||
        configuration?.refused !== undefined ||
        troubled.length > 0;
      const providers = statuses.map(({ instance: name, platform, state, problem }) => ({
        name,
        platform,
        state,
        ...(problem !== undefined && { problem }),
      }));
      if (!ok) response.set('Retry-After', '5');
      response.status(ok ? 200 : 503).json({
        ok,
        checks: results,
        ...((listeners.length + providers.length + troubled.length > 0 || configuration?.refused) && {
          degraded,
        }),
        ...(listeners.length > 0 && { listeners }),
        ...(providers.length > 0 && { providers }),
        ...(troubled.length > 0 && { calendars: troubled }),
        ...(configuration && { configuration }),
      });
    })
    .all(onlyMethod('GET'));
  router
    .route('/metrics')
    .get(async (_request, response) => {
      // An instance may have gone since.
      metrics.listeners.reset();
      for (const connection of connections()) {
        const { instance, platform } = connection;
        const connected = connection.status().state === 'connected';
        metrics.listeners.set({ instance, platform }, connected ? 1 : 0);
      }
      if (standing) metrics.configurationRefused.set(standing().refused ? 1 : 0);
      metrics.calendarTroubles.reset();
      for (const { tenant, schedule, layer, trouble } of calendars())
        metrics.calendarTroubles.set({ tenant, schedule, layer }, trouble ? 1 : 0);
      metrics.instanceStates.reset();
      for (const { instance, platform, state } of await known())
        for (const each of INSTANCE_STATES)
          metrics.instanceStates.set({ instance, platform, state: each }, state === each ? 1 : 0);
      response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    })
    .all(onlyMethod('GET'));
  return router;
}
