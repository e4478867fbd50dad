import express, { Router } from 'express';
import type { Config, TenantConfig } from '../../config/config.ts';
import type { Standing } from '../../config/standing.ts';
import type { Stores } from '../../mongo/index.ts';
import type { TakeOf } from '../limits.ts';
import { onlyMethod } from '../method.ts';
import type { Feeds } from '../feeds.ts';
import type { Rosters } from '../rosters.ts';
import type { Accounts } from '../accounts.ts';
import type { ExportOf } from '../exports.ts';
import type { Operations } from '../operations.ts';
import { HttpRefusal } from '../refusal-table.ts';
import type { AuditorOf } from '../auditor.ts';
import { addAuditorRoutes } from './auditor-routes.ts';
import { addChangeRoutes } from './change-routes.ts';
import type { ChangesOf } from '../changes.ts';
import type { FindCode } from '../find.ts';
import { addConfigurationRoutes } from './configuration-routes.ts';
import { createOnce } from './idempotency.ts';
import { addFigureRoutes } from './figure-routes.ts';
import type { Holds } from '../holds.ts';
import { addHoldRoutes } from './hold-routes.ts';
import type { Maintenances } from '../maintenances.ts';
import { addMaintenanceRoutes } from './maintenance-routes.ts';
import { addPostmortemRoutes } from './postmortem-routes.ts';
import type { Postmortems } from '../postmortems.ts';
import type { Actions } from '../actions.ts';
import type { Pushing } from '../pushing.ts';
import type { Ticketing } from '../ticketing.ts';
import { addTicketRoutes } from './ticket-routes.ts';
import { addActionRoutes } from './action-routes.ts';
import { addExportRoute } from './export-route.ts';
import { addIncidentRoutes } from './incident-routes.ts';
import type { Integrations } from '../integrations.ts';
import { addIntegrationRoutes } from './integration-routes.ts';
import type { Configurations } from '../configurations.ts';
import type { Line } from '../line.ts';
import { addLineRoutes } from './line-routes.ts';
import { openApiDocument } from './openapi.ts';
import { addRecordRoutes } from './record-routes.ts';
import { addRunRoutes } from './run-routes.ts';
import type { Runs } from '../runs.ts';
import { addSimulationRoutes } from './simulation-routes.ts';
import type { Simulations } from '../simulations.ts';
import { addSwapRoutes } from './swap-routes.ts';
import type { Swapping } from '../swapping.ts';
import { addScheduleRoutes } from './schedule-routes.ts';
import { deliveryOf } from './request.ts';
import { callerOf } from './token.ts';

export interface ApiDependencies {
  readonly operations: Operations;
  readonly rosters: Rosters;
  readonly swapping: Swapping;
  readonly feeds: Feeds;
  readonly auditor: AuditorOf;
  readonly changes: ChangesOf;
  readonly find: FindCode;
  readonly stores: Pick<Stores, 'tokens' | 'audit' | 'people' | 'links' | 'deliveries'>;
  /** Ends the link of somebody's account. */
  readonly endLink: Accounts['end'];
  readonly exportOf: ExportOf;
  readonly postmortems: Postmortems;
  readonly actions: Actions;
  readonly pushing: Pick<Pushing, 'push'>;
  readonly ticketing: Omit<Ticketing, 'possible'>;
  readonly runs: Runs;
  readonly holds: Holds;
  readonly maintenances: Maintenances;
  readonly integrations: Integrations;
  readonly config: (tenant: string) => TenantConfig;
  /** Which configuration is in force here. */
  readonly standing: () => Standing;
  readonly line: Line;
  readonly configurations: Configurations;
  /** Patterns of all tenants that are taken out of configurations that are shown. */
  readonly redaction: () => Config['redaction'];
  readonly simulations: Simulations;
  /** Counts requests by token. */
  readonly limit: TakeOf;
  /** Bytes that a body may have. */
  readonly bodyLimit: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The REST API under `/api/v1`, and its description at `/api/openapi.json`. */
export function apiRouter({
  operations,
  rosters,
  swapping,
  feeds,
  auditor,
  changes,
  find,
  stores,
  endLink,
  exportOf,
  postmortems,
  actions,
  pushing,
  ticketing,
  runs,
  holds,
  maintenances,
  integrations,
  config,
  standing,
  line,
  configurations,
  redaction,
  simulations,
  limit,
  bodyLimit,
  now,
}: ApiDependencies): Router {
  const router = Router();
  const description = openApiDocument();
  router
    .route('/api/openapi.json')
    .get((_request, response) => {
      response.json(description);
    })
    .all(onlyMethod('GET'));

  router.use('/api/v1', async (request, response, next) => {
    // Who may not call is told so before a byte of the body is read.
    const caller = await callerOf(request, stores.tokens, deliveryOf(request));
    const wait = await limit(caller.tenant, caller.via);
    if (wait > 0) {
      const { message } = await operations.hasty(caller, 'request', wait);
      throw new HttpRefusal('too_many', message, { retryAfterSeconds: wait });
    }
    response.locals.caller = caller;
    // What one token's holder may see must not be kept for the next.
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.use('/api/v1', express.raw({ type: () => true, limit: bodyLimit }));
  const once = createOnce(stores.deliveries, now, operations.keyReused);
  addIncidentRoutes(router, { operations, config, once });
  addScheduleRoutes(router, { rosters, feeds, config, once, now });
  addSwapRoutes(router, { rosters, swapping, once });
  addFigureRoutes(router, { operations, config, now });
  addChangeRoutes(router, { changes, find });
  addExportRoute(router, exportOf);
  addHoldRoutes(router, holds);
  addMaintenanceRoutes(router, { maintenances, once });
  addIntegrationRoutes(router, { integrations, once, now });
  addPostmortemRoutes(router, postmortems);
  addTicketRoutes(router, { ticketing, once });
  addRunRoutes(router, { runs, once });
  addActionRoutes(router, { actions, pushing, config, once, now });
  addRecordRoutes(router, { operations, config, endLink, ...stores });
  addAuditorRoutes(router, { operations, auditor });
  addConfigurationRoutes(router, { operations, standing, configurations, redaction });
  addSimulationRoutes(router, simulations);
  addLineRoutes(router, { line, operations, once });
  router.use('/api/v1', (request) => {
    const address = `${request.method} ${request.originalUrl.slice(0, 200)}`;
    throw new HttpRefusal('unknown_address', `${address} is not in the API; see /api/openapi.json.`);
  });
  return router;
}
