import * as schema from './action-schema.ts';
import { inPath, type Describing } from './describing.ts';

const id = inPath('id', 'INC-42');
const number = { name: 'number', in: 'path', required: true, schema: { type: 'integer' }, example: 3 };

/** The addresses of action items. */
export function actionPaths({ json, parameters, responses, read, idempotencyKey, body }: Describing) {
  return {
    '/api/v1/actions': read(
      'openActions',
      'Action items that are to be done, what is due first',
      schema.actionsResource,
      { parameters: parameters(schema.actionsQuery) },
      ['invalid'],
    ),
    '/api/v1/incidents/{id}/actions': {
      ...read('actions', 'The action items of one incident', schema.actionsResource, { parameters: [id] }, [
        'not_found',
      ]),
      post: {
        operationId: 'addAction',
        summary: 'Add an action item; its owner is reminded until it is done',
        parameters: [id, idempotencyKey],
        requestBody: { required: true, content: json(schema.actionBody, 'input') },
        responses: responses({ 201: { description: 'Added', content: schema.actionResource } }, [
          ...body,
          'not_found',
          'impossible',
        ]),
      },
    },
    '/api/v1/incidents/{id}/actions/{number}/push': {
      post: {
        operationId: 'pushAction',
        summary: 'Push an action item into a bug tracker, once',
        parameters: [id, number],
        requestBody: { required: false, content: json(schema.pushBody, 'input') },
        responses: responses(
          {
            200: { description: 'It is there', content: schema.actionResource },
            202: { description: 'It is on its way', content: schema.actionResource },
          },
          [...body, 'not_found', 'impossible'],
        ),
      },
    },
    '/api/v1/incidents/{id}/actions/{number}': {
      patch: {
        operationId: 'changeAction',
        summary: 'Change an action item, finish it or reopen it',
        parameters: [id, number],
        requestBody: { required: true, content: json(schema.actionChangeBody, 'input') },
        responses: responses({ 200: { description: 'Changed', content: schema.actionResource } }, [
          ...body,
          'not_found',
          'impossible',
        ]),
      },
    },
  };
}
