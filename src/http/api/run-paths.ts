import { inPath, type Describing } from './describing.ts';
import * as schema from './run-schema.ts';

const run = inPath('run', 'RUN-7');

/** The addresses of runs. */
export function runPaths({ json, parameters, responses, read, idempotencyKey, body }: Describing) {
  const decided = (operationId: string, summary: string) => ({
    post: {
      operationId,
      summary,
      parameters: [run, idempotencyKey],
      responses: responses({ 200: { description: 'Done', content: schema.runResource } }, [
        'invalid',
        'not_found',
        'impossible',
      ]),
    },
  });
  return {
    '/api/v1/runs': {
      ...read(
        'runs',
        'Runs of actions that the caller may know of, newest first',
        schema.runsResource,
        { parameters: parameters(schema.runsQuery) },
        ['invalid'],
      ),
      post: {
        operationId: 'startRun',
        summary: 'Run an action, by a sentence as in chat or by its name',
        parameters: [idempotencyKey],
        requestBody: { required: true, content: json(schema.runBody, 'input') },
        responses: responses({ 201: { description: 'It begins', content: schema.runResource } }, [
          ...body,
          'not_found',
          'impossible',
        ]),
      },
    },
    '/api/v1/runs/{run}': read('run', 'One run', schema.runResource, { parameters: [run] }, ['not_found']),
    '/api/v1/runs/{run}/output': read(
      'runOutput',
      'What an attempt of a run, or of one of its steps, has printed until now',
      schema.runOutputResource,
      { parameters: [run, ...parameters(schema.outputQuery)] },
      ['not_found', 'invalid'],
    ),
    '/api/v1/runs/{run}/approve': decided(
      'approveRun',
      'Let a run of somebody else begin; a token counts as somebody of its own',
    ),
    '/api/v1/runs/{run}/decline': decided('declineRun', 'Keep a run of somebody else from beginning'),
    '/api/v1/runs/{run}/cancel': decided('cancelRun', 'End a run, also while it waits or runs'),
  };
}
