import type { Router } from 'express';
import { z } from 'zod';
import type { Maintenances, ShownMaintenance } from '../maintenances.ts';
import { onlyMethod } from '../method.ts';
import type { Once } from './idempotency.ts';
import { bodyOf, unlessDenied, valid } from './request.ts';
import { callerIn } from './token.ts';

export const maintenanceBody = z
  .strictObject({
    about: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'A service or team by its key or name. Without it: all alerts.' }),
    from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Without it: now.' }),
    until: z.iso.datetime({ offset: true }),
    reason: z.string().trim().min(1).max(200).optional(),
  })
  .meta({ id: 'NewMaintenance', description: 'A time in which alerts open no incident.' });

export const maintenanceResource = z
  .object({
    id: z.string(),
    services: z.array(z.string()).optional(),
    teams: z.array(z.string()).optional(),
    from: z.iso.datetime().optional(),
    until: z.iso.datetime().optional(),
    hours: z.string().optional().meta({ description: 'Only in these business hours.' }),
    holdsUntil: z.iso.datetime().optional().meta({ description: 'Set when it holds now.' }),
    reason: z.string().optional(),
    by: z
      .object({ id: z.string(), name: z.string() })
      .optional()
      .meta({ description: 'Who made it; absent for one of the configuration.' }),
  })
  .meta({ id: 'Maintenance' });

export const maintenanceListResource = z
  .object({ maintenances: z.array(maintenanceResource) })
  .meta({ id: 'Maintenances' });

const instant = (at: number): string => new Date(at).toISOString();

function toMaintenance(one: ShownMaintenance): z.output<typeof maintenanceResource> {
  const { id, services, teams, from, until, hours, holdsUntil, reason, by } = one;
  return {
    id,
    ...(services && { services: [...services] }),
    ...(teams && { teams: [...teams] }),
    ...(from !== undefined && { from: instant(from) }),
    ...(until !== undefined && { until: instant(until) }),
    ...(hours !== undefined && { hours }),
    ...(holdsUntil !== undefined && { holdsUntil: instant(holdsUntil) }),
    ...(reason !== undefined && { reason }),
    ...(by && { by }),
  };
}

/** Times in which alerts open no incident. */
export function addMaintenanceRoutes(
  router: Router,
  { maintenances, once }: { readonly maintenances: Maintenances; readonly once: Once },
): void {
  router
    .route('/api/v1/maintenances')
    .get(async (_request, response) => {
      const all = unlessDenied(await maintenances.list(callerIn(response)));
      response.json({ maintenances: all.map(toMaintenance) });
    })
    .post(async (request, response) => {
      const { from, until, about, reason } = valid(maintenanceBody, bodyOf(request), 'body');
      await once(request, response, { action: 'maintenance:begin' }, async () => {
        const made = unlessDenied(
          await maintenances.begin(callerIn(response), {
            until: Date.parse(until),
            ...(from !== undefined && { from: Date.parse(from) }),
            ...(about !== undefined && { about }),
            ...(reason !== undefined && { reason }),
          }),
        );
        const location = `/api/v1/maintenances/${made.id}`;
        return { status: 201, body: toMaintenance(made), location };
      });
    })
    .all(onlyMethod('GET, POST'));

  router
    .route('/api/v1/maintenances/:maintenance')
    .delete(async (request, response) => {
      const { maintenance: id } = request.params;
      response.json(toMaintenance(unlessDenied(await maintenances.end(callerIn(response), id))));
    })
    .all(onlyMethod('DELETE'));
}
