import type { z } from 'zod';
import { COMMAND_NAMES } from '../../incident/command.ts';
import { REFUSALS, type RefusalCode } from '../refusal-table.ts';
import { auditorResource } from './auditor-routes.ts';
import { changePaths } from './change-paths.ts';
import { createComponents } from './components.ts';
import { inPath } from './describing.ts';
import { figurePaths } from './figure-paths.ts';
import { actionPaths } from './action-paths.ts';
import { maintenanceBody, maintenanceListResource, maintenanceResource } from './maintenance-routes.ts';
import { integrationPaths } from './integration-paths.ts';
import { recordPaths } from './record-paths.ts';
import { runPaths } from './run-paths.ts';
import { schedulePaths } from './schedule-paths.ts';
import * as configuration from './configuration-schema.ts';
import { simulationPaths } from './simulation-paths.ts';
import * as schema from './schema.ts';
import { ticketBody, ticketedResource, ticketsResource, unlinkedTicketResource } from './ticket-routes.ts';

const id = inPath('id', 'INC-42');
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Sent again with the same key, the same request has one effect and gets its first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 120 },
};
/** What may be wrong with a body. */
const BODY: readonly RefusalCode[] = ['invalid', 'unreadable', 'too_large', 'wrong_type'];
/** What may happen to every request. */
const ALWAYS: readonly RefusalCode[] = [
  'unauthenticated',
  'not_permitted',
  'too_many',
  'unavailable',
  'failed',
];

/** The API's description, made of the schemas that validate. Source: OpenAPI 3.1.1. */
export function openApiDocument(): object {
  const components = createComponents();
  const json = (content: z.ZodType, io: 'input' | 'output') => ({
    'application/json': { schema: components.schemaOf(content, io) },
  });
  const refusals = (codes: readonly RefusalCode[]) =>
    Object.fromEntries(
      codes.map((code) => [
        String(REFUSALS[code].status),
        {
          description: REFUSALS[code].title,
          content: { 'application/problem+json': { schema: components.schemaOf(schema.problem, 'output') } },
        },
      ]),
    );
  const parameters = (query: z.ZodObject) =>
    Object.entries(query.shape).map(([name, field]) => ({
      name,
      in: 'query',
      required: false,
      schema: components.schemaOf(field as z.ZodType, 'input'),
    }));
  const responses = (
    found: Record<number, { description: string; content: z.ZodType }>,
    codes: readonly RefusalCode[],
  ) => ({
    ...Object.fromEntries(
      Object.entries(found).map(([status, { description, content }]) => [
        status,
        { description, content: json(content, 'output') },
      ]),
    ),
    ...refusals([...ALWAYS, ...codes]),
  });
  const read = (
    operationId: string,
    summary: string,
    content: z.ZodType,
    rest: object = {},
    codes: readonly RefusalCode[] = [],
  ) => ({
    get: {
      operationId,
      summary,
      ...rest,
      responses: responses({ 200: { description: 'Found', content } }, codes),
    },
  });
  const commands = Object.fromEntries(
    COMMAND_NAMES.map((name) => [
      `/api/v1/incidents/{id}/${name}`,
      {
        post: {
          operationId: name,
          summary: schema.commandSummaries[name],
          parameters: [id, idempotencyKey],
          requestBody: { required: false, content: json(schema.commandBodies[name], 'input') },
          responses: responses(
            {
              200: { description: 'Done', content: schema.replyResource },
              202: {
                description: 'Kept by Temporal until a worker answers',
                content: schema.acceptedResource,
              },
            },
            [...BODY, 'not_found', 'impossible'],
          ),
        },
      },
    ]),
  );
  const paths = {
    '/api/v1/incidents': {
      post: {
        operationId: 'declare',
        summary: 'Declare an incident',
        parameters: [idempotencyKey],
        requestBody: { required: true, content: json(schema.declareBody, 'input') },
        responses: responses({ 201: { description: 'Declared', content: schema.declaredResource } }, BODY),
      },
      ...read(
        'list',
        'List incidents, newest first',
        schema.listResource,
        { parameters: parameters(schema.listQuery) },
        ['invalid'],
      ),
    },
    '/api/v1/incidents/{id}': read('status', 'One incident', schema.incidentResource, { parameters: [id] }, [
      'not_found',
    ]),
    '/api/v1/incidents/{id}/timeline': read(
      'timeline',
      'What happened, oldest first',
      schema.timelineResource,
      { parameters: [id, ...parameters(schema.timelineQuery)] },
      ['not_found', 'invalid'],
    ),
    '/api/v1/maintenances': {
      ...read(
        'maintenances',
        'Times in which alerts open no incident: those that hold or will',
        maintenanceListResource,
      ),
      post: {
        operationId: 'beginMaintenance',
        summary: 'Keep alerts from opening incidents for a time',
        parameters: [idempotencyKey],
        requestBody: { required: true, content: json(maintenanceBody, 'input') },
        responses: responses({ 201: { description: 'Made', content: maintenanceResource } }, [
          ...BODY,
          'not_found',
          'impossible',
        ]),
      },
    },
    '/api/v1/maintenances/{maintenance}': {
      delete: {
        operationId: 'endMaintenance',
        summary: 'End a maintenance that people made',
        parameters: [{ ...id, name: 'maintenance', example: 'm-7kq2rx' }],
        responses: responses({ 200: { description: 'Ended', content: maintenanceResource } }, [
          'not_found',
          'impossible',
        ]),
      },
    },
    ...recordPaths({ json, parameters, responses, read, body: BODY }),
    '/api/v1/incidents/{id}/why': read(
      'why',
      'Why who was paged, and who was not',
      schema.whyResource,
      { parameters: [id] },
      ['not_found'],
    ),
    ...commands,
    '/api/v1/im': {
      post: {
        operationId: 'im',
        summary: 'Do what people type in chat after /im, by the same words',
        parameters: [idempotencyKey],
        requestBody: { required: true, content: json(schema.lineBody, 'input') },
        responses: responses({ 200: { description: 'Answered', content: schema.lineResource } }, [
          ...BODY,
          'not_found',
          'impossible',
        ]),
      },
    },
    '/api/v1/incidents/{id}/tickets': {
      ...read(
        'tickets',
        'The tickets of one incident in bug trackers',
        ticketsResource,
        { parameters: [id] },
        ['not_found'],
      ),
      post: {
        operationId: 'makeTicket',
        summary: 'Make a ticket of an incident, once, or link one; it is kept in step with the incident',
        parameters: [id, idempotencyKey],
        requestBody: { required: false, content: json(ticketBody, 'input') },
        responses: responses(
          {
            201: { description: 'It is there', content: ticketedResource },
            202: { description: 'It is on its way', content: ticketedResource },
          },
          [...BODY, 'not_found', 'impossible'],
        ),
      },
    },
    '/api/v1/incidents/{id}/tickets/{tracker}': {
      delete: {
        operationId: 'unlinkTicket',
        summary:
          'End that the ticket in a tracker follows the incident; it stays as it is. One that is on its way is called off',
        parameters: [id, { name: 'tracker', in: 'path', required: true, schema: { type: 'string' } }],
        responses: responses(
          {
            200: { description: 'Ended', content: unlinkedTicketResource },
            202: { description: 'It is being called off', content: unlinkedTicketResource },
          },
          ['not_found', 'impossible'],
        ),
      },
    },
    ...runPaths({ json, parameters, responses, read, idempotencyKey, body: BODY }),
    ...actionPaths({ json, parameters, responses, read, idempotencyKey, body: BODY }),
    ...schedulePaths({ json, parameters, responses, read, idempotencyKey, body: BODY }),
    ...simulationPaths({ json, parameters, responses, read, idempotencyKey, body: BODY }),
    ...figurePaths({ parameters, read }),
    ...changePaths({ parameters, read }),
    ...integrationPaths({ json, parameters, responses, read, idempotencyKey, body: BODY }),
    '/api/v1/people': read('people', 'People and where they can be reached', schema.peopleResource),
    '/api/v1/people/links/{instance}/{user}': {
      delete: {
        operationId: 'unlink',
        summary: 'End the link of an account that somebody has linked',
        parameters: ['instance', 'user'].map((name) => ({
          name,
          in: 'path',
          required: true,
          schema: { type: 'string' },
        })),
        responses: responses({ 200: { description: 'Ended', content: schema.unlinkedResource } }, [
          'not_found',
        ]),
      },
    },
    '/api/v1/auditor': read(
      'auditor',
      'Whether every open incident has a next step and nothing is late, as the auditor last found',
      auditorResource,
    ),
    '/api/v1/configuration': read(
      'configuration',
      'Which configuration is in force, and what of a newer one was refused',
      schema.configurationResource,
    ),
    '/api/v1/configuration/plan': {
      post: {
        operationId: 'planConfiguration',
        summary: 'What a configuration would change',
        requestBody: { required: true, content: json(configuration.planBody, 'input') },
        responses: responses({ 200: { description: 'Compared', content: configuration.planResource } }, [
          ...BODY,
          'not_found',
        ]),
      },
    },
    '/api/v1/configuration/versions': {
      post: {
        operationId: 'applyConfiguration',
        summary: 'Bring a configuration into force on all servers and workers',
        requestBody: { required: true, content: json(configuration.applyBody, 'input') },
        responses: responses({ 201: { description: 'In force', content: configuration.appliedResource } }, [
          ...BODY,
          'not_found',
          'impossible',
        ]),
      },
      ...read(
        'configurationVersions',
        'Configurations that came into force, newest first',
        configuration.versionsResource,
        { parameters: parameters(configuration.versionsQuery) },
        ['invalid'],
      ),
    },
    '/api/v1/configuration/versions/{version}': read(
      'configurationVersion',
      'One configuration, by its number or hash, and what it changed',
      configuration.versionResource,
      {
        parameters: [
          { name: 'version', in: 'path', required: true, schema: { type: 'string' } },
          ...parameters(configuration.versionQuery),
        ],
      },
      ['not_found', 'invalid'],
    ),
    '/api/v1/audit': read(
      'audit',
      'Who tried what, newest first',
      schema.auditResource,
      { parameters: parameters(schema.auditQuery) },
      ['invalid'],
    ),
  };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Muster',
      version: '1',
      description: 'Declare incidents and run them; say who is on call.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: components.schemas,
    },
  };
}
