import express, { Router } from 'express';
import type { TenantConfig } from '../../config/config.ts';
import type { Stores } from '../../mongo/index.ts';
import type { TakeOf } from '../limits.ts';
import { onlyMethod } from '../method.ts';
import type { Accounts } from '../accounts.ts';
import type { Operations } from '../operations.ts';
import { HttpRefusal } from '../refusal-table.ts';
import { createOnce } from './idempotency.ts';
import { addIncidentRoutes } from './incident-routes.ts';
import { openApiDocument } from './openapi.ts';
import { addRecordRoutes } from './record-routes.ts';
import { deliveryOf } from './request.ts';
import { callerOf } from './token.ts';

export interface ApiDependencies {
  readonly operations: Operations;
  readonly stores: Pick<Stores, 'tokens' | 'audit' | 'people' | 'links' | 'deliveries'>;
  /** Ends the link of somebody's account. */
  readonly endLink: Accounts['end'];
  readonly config: (tenant: string) => TenantConfig;
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
  stores,
  endLink,
  config,
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
  addIncidentRoutes(router, {
    operations,
    config,
    once: createOnce(stores.deliveries, now, operations.keyReused),
  });
  addRecordRoutes(router, { operations, config, endLink, ...stores });
  router.use('/api/v1', (request) => {
    const address = `${request.method} ${request.originalUrl.slice(0, 200)}`;
    throw new HttpRefusal('unknown_address', `${address} is not in the API; see /api/openapi.json.`);
  });
  return router;
}
