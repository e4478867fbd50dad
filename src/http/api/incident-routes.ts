import type { Router } from 'express';
import type { z } from 'zod';
import { plain } from '../../chat/text.ts';
import type { TenantConfig } from '../../config/config.ts';
import { COMMAND_NAMES, type Command, type CommandName } from '../../incident/command.ts';
import { narrate } from '../../incident/narrate.ts';
import type { IncidentView } from '../../incident/view.ts';
import type { IncidentFilter } from '../../mongo/incident-store.ts';
import type { DeclareRequest } from '../declaring.ts';
import { onlyMethod } from '../method.ts';
import type { Operations } from '../operations.ts';
import { HttpRefusal } from '../refusal-table.ts';
import type { Once } from './idempotency.ts';
import { bodyOf, idOf, unlessDenied, valid } from './request.ts';
import { iso, markResource, toResource } from './resource.ts';
import { commandBodies, declareBody, listQuery, timelineQuery } from './schema.ts';
import { callerIn } from './token.ts';
import { toWhyResource } from './why-resource.ts';

export interface IncidentRoutes {
  readonly operations: Operations;
  readonly config: (tenant: string) => TenantConfig;
  readonly once: Once;
}

/** Declaring, reading and commanding incidents. */
export function addIncidentRoutes(router: Router, { operations, config, once }: IncidentRoutes): void {
  const resource = (view: Pick<IncidentView, 'incident' | 'deadlines' | 'problems' | 'sla'>) =>
    toResource(view, operations.links(view.incident.tenant, view.incident.id));

  router
    .route('/api/v1/incidents')
    .get(async (request, response) => {
      const who = callerIn(response);
      const { limit, cursor, mine, ...filter } = valid(listQuery, request.query, 'query');
      const narrowed = {
        ...filter,
        ...(cursor !== undefined && { before: cursor }),
        ...(mine && { responder: who.person.id }),
      } as Omit<IncidentFilter, 'visibleTo'>;
      const { incidents, total } = unlessDenied(await operations.list(who, narrowed, limit));
      const last = incidents.length === limit ? incidents.at(-1) : undefined;
      const next = last && Number(last.incident.id.slice('INC-'.length));
      response.json({ incidents: incidents.map(resource), total, ...(next !== undefined && { next }) });
    })
    .post(async (request, response) => {
      const who = callerIn(response);
      const body = valid(declareBody, bodyOf(request), 'body') as DeclareRequest;
      await once(request, response, { action: 'declare' }, async () => {
        const { id, title, severity, links } = unlessDenied(await operations.declare(who, body));
        return { status: 201, body: { id, title, severity, links }, location: `/api/v1/incidents/${id}` };
      });
    })
    .all(onlyMethod('GET, POST'));

  router
    .route('/api/v1/incidents/:id')
    .get(async (request, response) => {
      response.json(resource(unlessDenied(await operations.status(callerIn(response), idOf(request)))));
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/incidents/:id/timeline')
    .get(async (request, response) => {
      const { limit } = valid(timelineQuery, request.query, 'query');
      const events = unlessDenied(await operations.timeline(callerIn(response), idOf(request), limit));
      response.json({
        events: events.map((event) => ({ ...event, at: iso(event.at), text: plain(narrate(event)) })),
      });
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/incidents/:id/why')
    .get(async (request, response) => {
      const { explanation } = unlessDenied(await operations.why(callerIn(response), idOf(request)));
      response.json(toWhyResource(explanation));
    })
    .all(onlyMethod('GET'));

  for (const name of COMMAND_NAMES) {
    router
      .route(`/api/v1/incidents/:id/${name}`)
      .post(async (request, response) => {
        const who = callerIn(response);
        const id = idOf(request);
        const command = commandOf(
          name,
          valid(commandBodies[name], bodyOf(request), 'body'),
          config(who.tenant),
        );
        await once(request, response, { action: name, incident: id }, async () => {
          const carried = unlessDenied(await operations.command(who, id, command));
          if ('accepted' in carried) return { status: 202, body: { accepted: true } };
          const { incident, deadlines, done, cancelled } = carried.reply;
          return {
            status: 200,
            body: {
              incident: resource({ incident, deadlines, problems: [] }),
              done: markResource(done),
              cancelled: cancelled.map((deadline) => deadline.name),
            },
          };
        });
      })
      .all(onlyMethod('POST'));
  }
}

/**
 * @param body as its schema has read it.
 * @returns the command. @throws HttpRefusal `invalid` when it names nobody of the configuration.
 */
export function commandOf(name: CommandName, body: object, config: TenantConfig): Command {
  if (name !== 'assign') return { name, ...body } as Command;
  const { person, role } = body as z.output<(typeof commandBodies)['assign']>;
  const known = config.people.get(person);
  if (known) return { name, person: { id: known.id, name: known.name }, ...(role && { role }) };
  const message = `there is no person ${JSON.stringify(person)}; see /api/v1/people.`;
  throw new HttpRefusal('invalid', `person: ${message}`, { problems: [{ path: 'person', message }] });
}
