import type { ErrorRequestHandler, Router } from 'express';
import { awayText } from '../../inbox/away.ts';
import { isAway, refusalOf } from '../errors.ts';
import type { Integrations } from '../integrations.ts';
import { onlyMethod } from '../method.ts';
import { HttpRefusal } from '../refusal-table.ts';
import {
  deliveriesResourceOf,
  deliveryResourceOf,
  guideResourceOf,
  integrationResourceOf,
  journalResourceOf,
  listedIntegration,
  removedResourceOf,
} from './integration-resource.ts';
import type { Once } from './idempotency.ts';
import { deliveriesQuery, redeliverBody } from './integration-schema.ts';
import { bodyOf, unlessDenied, valid } from './request.ts';
import { callerIn, knownCaller } from './token.ts';

/** The integrations, what was delivered to them and what came of it. */
export function addIntegrationRoutes(
  router: Router,
  {
    integrations,
    once,
    now,
  }: {
    readonly integrations: Integrations;
    readonly once: Once;
    /** Epoch milliseconds. */
    readonly now: () => number;
  },
): void {
  router
    .route('/api/v1/integrations')
    .get(async (_request, response) => {
      const all = unlessDenied(await integrations.all(callerIn(response)));
      const removed = unlessDenied(await integrations.removed(callerIn(response)));
      response.json({
        integrations: all.map(listedIntegration),
        removed: removed.map((one) => removedResourceOf(one, now())),
        journal: journalResourceOf(integrations.journal()),
      });
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/integrations/:integration')
    .get(async (request, response) => {
      const { integration } = request.params;
      const found = unlessDenied(await integrations.one(callerIn(response), integration));
      response.json(integrationResourceOf(found));
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/integrations/:integration/deliveries')
    .get(async (request, response) => {
      const { state, before, limit } = valid(deliveriesQuery, request.query, 'query');
      const page = await integrations.deliveries(callerIn(response), request.params.integration, {
        limit,
        ...(state && { state }),
        ...(before !== undefined && { before }),
      });
      response.json(deliveriesResourceOf(unlessDenied(page)));
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/integrations/:integration/deliveries/:key')
    .get(async (request, response) => {
      const { integration, key } = request.params;
      const found = await integrations.delivery(callerIn(response), integration, key);
      response.json(deliveryResourceOf(unlessDenied(found)));
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/integrations/:integration/redeliver')
    .post(async (request, response) => {
      const wish = valid(redeliverBody, bodyOf(request), 'body');
      const { integration } = request.params;
      await once(request, response, { action: 'redeliver' }, async () => {
        const done = await integrations.redeliver(
          callerIn(response),
          integration,
          'keys' in wish
            ? wish
            : { state: wish.state, ...(wish.since !== undefined && { since: Date.parse(wish.since) }) },
        );
        const { keys, count, passedBy, remaining } = unlessDenied(done);
        return { status: 202, body: { keys, count, passedBy, remaining } };
      });
    })
    .all(onlyMethod('POST'));

  router
    .route('/api/v1/integrations/:integration/test')
    .post(async (request, response) => {
      const { integration } = request.params;
      await once(request, response, { action: 'test' }, async () => {
        const { key } = unlessDenied(await integrations.test(callerIn(response), integration));
        return { status: 202, body: { integration, key } };
      });
    })
    .all(onlyMethod('POST'));

  router
    .route('/api/v1/integrations/:integration/guide')
    .get(async (request, response) => {
      const found = await integrations.guide(callerIn(response), request.params.integration, true);
      response.json(guideResourceOf(unlessDenied(found)));
    })
    .all(onlyMethod('GET'));

  // What can be said without the store, which says who asks as well: no more than `/metrics` does to those it does not know.
  const away: ErrorRequestHandler = (error: unknown, { method }, response, next) => {
    if (method !== 'GET' || !isAway(error)) {
      next(error);
      return;
    }
    const caller = knownCaller(response);
    const configured = caller && integrations.configured(caller);
    const journal = integrations.journal();
    const { message, retryAfterSeconds = 0, cause } = refusalOf(error);
    next(
      new HttpRefusal('unavailable', `${message} ${awayText(journal, now(), configured)}`, {
        said: { journal: journalResourceOf(journal), ...(configured && { integrations: configured }) },
        ...{ retryAfterSeconds, cause },
      }),
    );
  };
  router.use('/api/v1/integrations', away);
}
