import { z } from 'zod';
import { COMMAND_NAMES } from '../../incident/command.ts';
import { REFUSALS } from '../refusal-table.ts';
import * as schema from './schema.ts';

const json = (content: z.ZodType, io: 'input' | 'output') => ({
  'application/json': { schema: z.toJSONSchema(content, { io, unrepresentable: 'any' }) },
});

const problems = (...codes: (keyof typeof REFUSALS)[]) =>
  Object.fromEntries(
    codes.map((code) => [
      String(REFUSALS[code].status),
      {
        description: REFUSALS[code].title,
        content: { 'application/problem+json': json(schema.problem, 'output')['application/json'] },
      },
    ]),
  );

function parameters(query: z.ZodObject) {
  return Object.entries(query.shape).map(([name, field]) => ({
    name,
    in: 'query',
    required: false,
    schema: z.toJSONSchema(field as z.ZodType, { io: 'input', unrepresentable: 'any' }),
  }));
}

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' }, example: 'INC-42' };
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Sent again with the same key, the request has one effect.',
  schema: { type: 'string', maxLength: 120 },
};

/** The API's description, made of the schemas that validate. Source: OpenAPI 3.1.1. */
export function openApiDocument(): object {
  const common = problems('unauthenticated', 'not_permitted', 'unavailable');
  const read = (
    summary: string,
    content: z.ZodType,
    rest: object = {},
    ...more: (keyof typeof REFUSALS)[]
  ) => ({
    get: {
      summary,
      ...rest,
      responses: {
        200: { description: 'Found', content: json(content, 'output') },
        ...common,
        ...problems(...more),
      },
    },
  });
  const commands = Object.fromEntries(
    COMMAND_NAMES.map((name) => [
      `/api/v1/incidents/{id}/${name}`,
      {
        post: {
          summary: schema.commandSummaries[name],
          parameters: [id, idempotencyKey],
          requestBody: { required: false, content: json(schema.commandBodies[name], 'input') },
          responses: {
            200: { description: 'Done', content: json(schema.replyResource, 'output') },
            202: {
              description: 'Kept by Temporal until a worker answers',
              content: json(schema.replyResource, 'output'),
            },
            ...common,
            ...problems('not_found', 'impossible', 'invalid', 'unreadable', 'too_large', 'wrong_type'),
          },
        },
      },
    ]),
  );
  return {
    openapi: '3.1.1',
    info: { title: 'Muster', version: '1', description: 'Declare incidents and run them.' },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
    paths: {
      '/api/v1/incidents': {
        post: {
          summary: 'Declare an incident',
          parameters: [idempotencyKey],
          requestBody: { required: true, content: json(schema.declareBody, 'input') },
          responses: {
            201: { description: 'Declared', content: json(schema.declaredResource, 'output') },
            ...common,
            ...problems('invalid', 'unreadable', 'too_large', 'wrong_type'),
          },
        },
        ...read(
          'List incidents, newest first',
          schema.listResource,
          { parameters: parameters(schema.listQuery) },
          'invalid',
        ),
      },
      '/api/v1/incidents/{id}': read(
        'One incident',
        schema.incidentResource,
        { parameters: [id] },
        'not_found',
      ),
      '/api/v1/incidents/{id}/timeline': read(
        'What happened, oldest first',
        schema.timelineResource,
        { parameters: [id, ...parameters(schema.timelineQuery)] },
        'not_found',
      ),
      ...commands,
      '/api/v1/people': read('People and where they can be reached', schema.peopleResource),
      '/api/v1/audit': read('Who tried what, newest first', schema.auditResource, {
        parameters: parameters(schema.auditQuery),
      }),
    },
  };
}
