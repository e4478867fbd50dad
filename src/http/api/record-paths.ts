import { holdBody, holdEnded, holdResource } from './hold-routes.ts';
import { exportResource } from './schema.ts';
import * as schema from './postmortem-schema.ts';
import { inPath, type Describing } from './describing.ts';

const id = inPath('id', 'INC-42');

/** The addresses of what is kept of an incident: its export and its post-mortem. */
export function recordPaths({ json, parameters, responses, read, body }: Omit<Describing, 'idempotencyKey'>) {
  const query = parameters(schema.postmortemQuery);
  /** A file is no JSON: only its refusals have a schema. */
  const file = (operationId: string, summary: string, type: string) => {
    const { get } = read(operationId, summary, schema.postmortemResource, { parameters: [id, ...query] }, [
      'not_found',
      'invalid',
    ]) as { get: { responses: object } };
    const found = { description: 'Found', content: { [type]: { schema: { type: 'string' } } } };
    return { get: { ...get, responses: { ...get.responses, 200: found } } };
  };
  return {
    '/api/v1/incidents/{id}/export': read(
      'export',
      'Everything that is known of one incident, with its history',
      exportResource,
      { parameters: [id] },
      ['not_found'],
    ),
    '/api/v1/incidents/{id}/legal-hold': {
      put: {
        operationId: 'legalHold',
        summary: 'Keep everything of the incident, whatever the rules of retention say',
        parameters: [id],
        requestBody: { required: true, content: json(holdBody, 'input') },
        responses: responses({ 200: { description: 'On hold', content: holdResource } }, [
          ...body,
          'not_found',
        ]),
      },
      delete: {
        operationId: 'endLegalHold',
        summary: 'End the hold',
        parameters: [id],
        responses: responses({ 200: { description: 'Ended', content: holdEnded } }, [
          'not_found',
          'impossible',
        ]),
      },
    },
    '/api/v1/incidents/{id}/postmortem': {
      ...read(
        'postmortem',
        'The post-mortem of one incident',
        schema.postmortemResource,
        { parameters: [id, ...query] },
        ['not_found', 'invalid'],
      ),
      put: {
        operationId: 'writePostmortem',
        summary: 'Write sections of the post-mortem, or publish it',
        parameters: [id],
        requestBody: { required: true, content: json(schema.postmortemBody, 'input') },
        responses: responses({ 200: { description: 'Written', content: schema.postmortemWritten } }, [
          ...body,
          'not_found',
          'impossible',
        ]),
      },
    },
    '/api/v1/incidents/{id}/postmortem.md': file(
      'postmortemMarkdown',
      'The post-mortem as Markdown',
      'text/markdown',
    ),
    '/api/v1/incidents/{id}/postmortem.html': file('postmortemHtml', 'The post-mortem as HTML', 'text/html'),
  };
}
