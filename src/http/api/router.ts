import { randomUUID } from 'node:crypto';
import express, { Router, type Request } from 'express';
import type { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { plain } from '../../chat/text.ts';
import { COMMAND_NAMES, type Command, type CommandName } from '../../incident/command.ts';
import { parseIncidentId, type IncidentId } from '../../incident/id.ts';
import { narrate } from '../../incident/narrate.ts';
import type { AuditStore } from '../../mongo/audit-store.ts';
import type { TokenStore } from '../../mongo/token-store.ts';
import type { Caller } from '../caller.ts';
import { readJson } from '../json.ts';
import type { Carried, Denied, Operations } from '../operations.ts';
import { HttpRefusal } from '../refusal-table.ts';
import { openApiDocument } from './openapi.ts';
import { iso, markResource, toResource } from './resource.ts';
import { auditQuery, commandBodies, declareBody, listQuery, timelineQuery } from './schema.ts';
import { callerOf } from './token.ts';

export interface ApiDependencies {
  readonly operations: Operations;
  readonly tokens: TokenStore;
  readonly audit: AuditStore;
  readonly config: () => Config;
  readonly bodyLimit: number;
}

const DENIALS = {
  not_permitted: 'not_permitted',
  impossible: 'impossible',
  not_found: 'not_found',
  invalid: 'invalid',
} as const;

function unlessDenied<T extends object>(outcome: T | Denied): T {
  if ('denied' in outcome) throw new HttpRefusal(DENIALS[outcome.denied], outcome.message);
  return outcome;
}

function valid<S extends z.ZodType>(schema: S, given: unknown, what: string): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => ({
    path: path.join('.') || what,
    message,
  }));
  throw new HttpRefusal('invalid', problems.map((p) => `${p.path}: ${p.message}`).join('; '), { problems });
}

function bodyOf(request: Request): unknown {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return {};
  if (!request.is('application/json')) throw new HttpRefusal('wrong_type', 'Send application/json.');
  return readJson(request.body);
}

function idOf(request: Request): IncidentId {
  const given = String(request.params.id);
  const id = parseIncidentId(given);
  if (!id)
    throw new HttpRefusal(
      'not_found',
      `${JSON.stringify(given.slice(0, 40))} is not an incident id such as INC-42.`,
    );
  return id;
}

/** A request that is sent again with the same `Idempotency-Key` has one effect. Source: draft-ietf-httpapi-idempotency-key-header. */
function deliveryOf(request: Request): string {
  const key = request
    .get('idempotency-key')
    ?.trim()
    .replace(/^"(.*)"$/, '$1');
  if (key === undefined) return randomUUID();
  if (!/^[\x21-\x7e]{1,120}$/.test(key)) {
    throw new HttpRefusal('invalid', 'Idempotency-Key has 1 to 120 printable characters without spaces.');
  }
  return key;
}

/** The REST API under `/api/v1`, and its description at `/api/openapi.json`. */
export function apiRouter(deps: ApiDependencies): Router {
  const { operations } = deps;
  const router = Router();
  const caller = (request: Request): Promise<Caller> => callerOf(request, deps.tokens, deliveryOf(request));
  const resource = (tenant: string, view: Parameters<typeof toResource>[0]) =>
    toResource(view, operations.links(tenant, view.incident.id));

  router.get('/api/openapi.json', (_request, response) => {
    response.json(openApiDocument());
  });
  router.use('/api/v1', express.raw({ type: () => true, limit: deps.bodyLimit }));

  router.post('/api/v1/incidents', async (request, response) => {
    const who = await caller(request);
    const body = valid(declareBody, bodyOf(request), 'body');
    const declared = unlessDenied(
      await operations.declare(who, body as Parameters<Operations['declare']>[1]),
    );
    response
      .status(201)
      .location(`/api/v1/incidents/${declared.id}`)
      .json({ id: declared.id, title: declared.title, severity: declared.severity, links: declared.links });
  });

  router.get('/api/v1/incidents', async (request, response) => {
    const who = await caller(request);
    const { limit, cursor, mine, ...filter } = valid(listQuery, request.query, 'query');
    const narrowed = {
      ...filter,
      ...(cursor !== undefined && { before: cursor }),
      ...(mine && { responder: who.person.id }),
    };
    const { incidents, total } = unlessDenied(
      await operations.list(who, narrowed as Parameters<Operations['list']>[1], limit),
    );
    const last = incidents.length === limit ? incidents.at(-1) : undefined;
    response.json({
      incidents: incidents.map((view) => resource(who.tenant, view)),
      total,
      ...(last && { next: Number(last.incident.id.slice('INC-'.length)) }),
    });
  });

  router.get('/api/v1/incidents/:id', async (request, response) => {
    const who = await caller(request);
    response.json(resource(who.tenant, unlessDenied(await operations.status(who, idOf(request)))));
  });

  router.get('/api/v1/incidents/:id/timeline', async (request, response) => {
    const who = await caller(request);
    const { limit } = valid(timelineQuery, request.query, 'query');
    const events = unlessDenied(await operations.timeline(who, idOf(request), limit));
    response.json({
      events: events.map((event) => ({ ...event, at: iso(event.at), text: plain(narrate(event)) })),
    });
  });

  for (const name of COMMAND_NAMES) {
    router.post(`/api/v1/incidents/:id/${name}`, async (request, response) => {
      const who = await caller(request);
      const command = commandOf(name, valid(commandBodies[name], bodyOf(request), 'body'), deps.config());
      const carried = unlessDenied<Carried>(await operations.command(who, idOf(request), command));
      if ('accepted' in carried) {
        response.status(202).json({ accepted: true });
        return;
      }
      const { incident, deadlines, done, cancelled } = carried.reply;
      response.json({
        incident: resource(who.tenant, { incident, deadlines, problems: [] }),
        done: markResource(done),
        cancelled: cancelled.map((deadline) => deadline.name),
      });
    });
  }

  router.get('/api/v1/people', async (request, response) => {
    const who = await caller(request);
    const denied = operations.permitted(who, 'people');
    if (denied) unlessDenied(denied);
    const people = [...deps.config().people.values()];
    response.json({
      people: people.map(({ id, name, roles, chat }) => ({ id, name, roles, instances: Object.keys(chat) })),
    });
  });

  router.get('/api/v1/audit', async (request, response) => {
    const who = await caller(request);
    const denied = operations.permitted(who, 'audit');
    if (denied) unlessDenied(denied);
    const { limit, before } = valid(auditQuery, request.query, 'query');
    const entries = await deps.audit.list(
      who.tenant,
      limit,
      before === undefined ? undefined : Date.parse(before),
    );
    response.json({
      entries: entries.map(({ tenant: _, deliveryId: _d, ...entry }) => ({ ...entry, at: iso(entry.at) })),
    });
  });

  router.use('/api/v1', (request) => {
    throw new HttpRefusal(
      'unknown_address',
      `${request.method} ${request.originalUrl} is not in the API; see /api/openapi.json.`,
    );
  });
  return router;
}

function commandOf(name: CommandName, body: object, config: Config): Command {
  if (name !== 'assign') return { name, ...body } as Command;
  const { person, role } = body as z.output<(typeof commandBodies)['assign']>;
  const known = config.people.get(person);
  if (!known)
    throw new HttpRefusal(
      'invalid',
      `person: there is no person ${JSON.stringify(person)}; see /api/v1/people.`,
    );
  return { name, person: { id: known.id, name: known.name }, ...(role && { role }) };
}
