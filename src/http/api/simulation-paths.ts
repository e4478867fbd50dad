import type { Describing } from './describing.ts';
import { simulationBody, simulationResource } from './simulation-schema.ts';

/** The address at which it is asked what would happen. */
export function simulationPaths({ json, responses, body }: Describing) {
  return {
    '/api/v1/simulations': {
      post: {
        operationId: 'simulate',
        summary: 'Who would be paged when, if there were an incident; nobody is',
        requestBody: { required: true, content: json(simulationBody, 'input') },
        responses: responses(
          { 200: { description: 'What would happen', content: simulationResource } },
          body,
        ),
      },
    },
  };
}
