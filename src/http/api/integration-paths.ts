import * as schema from './integration-schema.ts';
import { inPath, type Describing } from './describing.ts';

const integration = inPath('integration', 'github');
const key = inPath('key', '72d3162e-cc78-11e3-81ab-4c9367dc0958');

/** The addresses of integrations and of what was delivered to them. */
export function integrationPaths({ json, parameters, responses, read, idempotencyKey, body }: Describing) {
  const one = { parameters: [integration] };
  return {
    '/api/v1/integrations': read(
      'integrations',
      'Ways in for senders outside, and how each is doing',
      schema.integrationsResource,
    ),
    '/api/v1/integrations/{integration}': read(
      'integration',
      'How one integration is doing',
      schema.integrationResource,
      one,
      ['not_found'],
    ),
    '/api/v1/integrations/{integration}/deliveries': read(
      'deliveries',
      'What was delivered to an integration, newest first',
      schema.deliveriesResource,
      { parameters: [integration, ...parameters(schema.deliveriesQuery)] },
      ['not_found', 'invalid'],
    ),
    '/api/v1/integrations/{integration}/deliveries/{key}': read(
      'delivery',
      'One delivery: how far it came, what came of it, and what it said',
      schema.deliveryResource,
      { parameters: [integration, key] },
      ['not_found'],
    ),
    '/api/v1/integrations/{integration}/redeliver': {
      post: {
        operationId: 'redeliver',
        summary: 'Have deliveries read again, by their keys or all of one state',
        parameters: [integration, idempotencyKey],
        requestBody: { required: true, content: json(schema.redeliverBody, 'input') },
        responses: responses(
          { 202: { description: 'Read again soon', content: schema.redeliveringResource } },
          [...body, 'not_found', 'impossible'],
        ),
      },
    },
    '/api/v1/integrations/{integration}/test': {
      post: {
        operationId: 'testIntegration',
        summary: 'Deliver a test event, by the way that all deliveries take: it is treated as a real one',
        parameters: [integration, idempotencyKey],
        responses: responses({ 202: { description: 'Stored', content: schema.testedResource } }, [
          'not_found',
        ]),
      },
    },
    '/api/v1/integrations/{integration}/guide': read(
      'integrationGuide',
      'How the sender of an integration is set up, step by step',
      schema.guideResource,
      one,
      ['not_found'],
    ),
  };
}
