import type { Router } from 'express';
import { z } from 'zod';
import type { Holds } from '../holds.ts';
import { onlyMethod } from '../method.ts';
import { bodyOf, idOf, unlessDenied, valid } from './request.ts';
import { markResource } from './resource.ts';
import { callerIn } from './token.ts';

export const holdBody = z
  .strictObject({ reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'LegalHold', description: 'Why nothing of the incident may be deleted.' });

export const holdResource = z
  .object({
    by: z.object({ id: z.string(), name: z.string() }),
    at: z.iso.datetime(),
    note: z.string().optional().meta({ description: 'The reason.' }),
  })
  .meta({ id: 'OnLegalHold' });

export const holdEnded = z.object({ ended: z.literal(true) }).meta({ id: 'LegalHoldEnded' });

/** Legal holds. */
export function addHoldRoutes(router: Router, holds: Holds): void {
  router
    .route('/api/v1/incidents/:id/legal-hold')
    .put(async (request, response) => {
      const { reason } = valid(holdBody, bodyOf(request), 'body');
      response.json(markResource(unlessDenied(await holds.put(callerIn(response), idOf(request), reason))));
    })
    .delete(async (request, response) => {
      response.json(unlessDenied(await holds.end(callerIn(response), idOf(request))));
    })
    .all(onlyMethod('PUT, DELETE'));
}
