import type { Router } from 'express';
import { z } from 'zod';
import { ADDRESS_LIMIT } from '../../incident/web-address.ts';
import { onlyMethod } from '../method.ts';
import type { Ticketing } from '../ticketing.ts';
import type { Once } from './idempotency.ts';
import { bodyOf, idOf, unlessDenied, valid } from './request.ts';
import { toTicket } from './resource.ts';
import { ticketResource } from './schema.ts';
import { callerIn } from './token.ts';

export const ticketBody = z
  .strictObject({
    to: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({
        description:
          "Where one is made: a tracker, or a place of one, that the configuration names; without it the incident's own.",
        examples: ['jira/PAY'],
      }),
    url: z
      .string()
      .min(1)
      .max(ADDRESS_LIMIT)
      .optional()
      .meta({ description: 'Address of a ticket that there is: none is made.' }),
  })
  .refine(({ to, url }) => to === undefined || url === undefined, 'has to and url: give one of them')
  .meta({ id: 'NewTicket' });

export const ticketsResource = z
  .object({
    tickets: z.array(ticketResource),
    to: z.string().optional().meta({ description: 'Where one is made when nothing else is said.' }),
  })
  .meta({ id: 'Tickets' });

const ticketRef = z.object({ tracker: z.string(), key: z.string(), url: z.string() });

export const unlinkedTicketResource = z
  .object({
    unlinked: ticketRef.optional(),
    calledOff: z
      .string()
      .optional()
      .meta({ description: 'Where one was on its way to that is not made or linked any more.' }),
    callingOff: z
      .string()
      .optional()
      .meta({ description: 'Where one is on its way to: what is made already is unlinked.' }),
  })
  .meta({ id: 'UnlinkedTicket' });

export const ticketedResource = z
  .object({
    ticket: ticketRef.optional(),
    underWay: z.string().optional().meta({ description: 'Where it is on its way to.' }),
  })
  .meta({ id: 'Ticketed' });

/** The tickets of incidents in bug trackers. */
export function addTicketRoutes(
  router: Router,
  { ticketing, once }: { readonly ticketing: Omit<Ticketing, 'possible'>; readonly once: Once },
): void {
  router
    .route('/api/v1/incidents/:id/tickets')
    .get(async (request, response) => {
      const { tickets, route } = unlessDenied(await ticketing.of(callerIn(response), idOf(request)));
      response.json({ tickets: tickets.map(toTicket), ...(route !== undefined && { to: route }) });
    })
    .post(async (request, response) => {
      const who = callerIn(response);
      const id = idOf(request);
      const { to, url } = valid(ticketBody, bodyOf(request), 'body');
      await once(request, response, { action: 'make ticket', incident: id }, async () => {
        const done = unlessDenied(
          url === undefined ? await ticketing.make(who, id, to) : await ticketing.link(who, id, url),
        );
        return 'ticket' in done
          ? { status: 201, body: { ticket: done.ticket }, location: `/api/v1/incidents/${id}/tickets` }
          : { status: 202, body: { underWay: done.underWay } };
      });
    })
    .all(onlyMethod('GET, POST'));
  router
    .route('/api/v1/incidents/:id/tickets/:tracker')
    .delete(async (request, response) => {
      const { tracker } = request.params;
      const ended = unlessDenied(await ticketing.unlink(callerIn(response), idOf(request), tracker));
      const body = 'unlinked' in ended ? { unlinked: ended.unlinked } : ended;
      response
        .status('callingOff' in ended ? 202 : 200)
        .json(body satisfies z.output<typeof unlinkedTicketResource>);
    })
    .all(onlyMethod('DELETE'));
}
