import type { z } from 'zod';
import { COMMAND_NAMES } from '../../incident/command.ts';
import { REFUSALS, type RefusalCode } from '../refusal-table.ts';
import { createComponents } from './components.ts';
import * as schema from './schema.ts';

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' }, example: 'INC-42' };
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
    ...commands,
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
    info: { title: 'Muster', version: '1', description: 'Declare incidents and run them.' },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: components.schemas,
    },
  };
}
