import { z } from 'zod';
import { DELIVERY_STATES } from '../../inbox/kept.ts';
import { REDELIVERABLE_STATES, NAMED_AT_ONCE } from '../integrations.ts';
import { STEPS } from '../../inbox/steps.ts';

const time = z.iso.datetime().meta({ description: 'UTC.' });
const state = z.enum(DELIVERY_STATES).meta({
  description:
    'waiting: it is tried again; ignored: understood, and nothing follows from it; unparsed: kept for a later version; failed: given up; refused: not the sender’s, or nothing that any version could read; duplicate: it had come before.',
});
const count = z.number().int();

const notice = z.object({
  kind: z.enum(['never', 'quiet', 'refused', 'waiting', 'failed', 'unparsed', 'missed', 'renamed']),
  text: z.string(),
});

const integration = z.object({
  id: z.string(),
  source: z.string(),
  title: z.string(),
  brings: z.array(z.enum(['alerts', 'changes', 'tickets'])),
  total: count.meta({ description: 'Deliveries that ever came.' }),
  counts: z.partialRecord(z.enum(DELIVERY_STATES), count),
  lastReceivedAt: time.optional().meta({ description: 'When the last one came that was not refused.' }),
  lastRefusedAt: time.optional(),
  waitingSince: time
    .optional()
    .meta({ description: 'Since when something is stored that is not worked off; absent when nothing is.' }),
  quietAfter: z
    .number()
    .optional()
    .meta({ description: 'After how many seconds without a delivery that is told; absent: never.' }),
  missed: z
    .object({
      lookedAt: time.optional().meta({ description: 'When its sender was last asked.' }),
      waiting: count.meta({ description: 'Known, and not come yet.' }),
      found: count,
      asked: count,
      came: count,
      givenUp: count,
    })
    .optional()
    .meta({ description: 'What its sender could not deliver; absent where the sender is not asked.' }),
  notices: z.array(notice).meta({ description: 'What somebody should look at.' }),
});

export const integrationResource = integration
  .extend({
    repositories: z
      .array(z.object({ name: z.string(), lastAt: time }))
      .meta({ description: 'Repositories that something came of, the last first.' }),
  })
  .meta({ id: 'Integration' });

export const integrationsResource = z
  .object({
    integrations: z.array(integration),
    removed: z
      .array(
        z.object({
          id: z.string(),
          waiting: count.meta({ description: 'Deliveries that wait for it.' }),
          more: z.boolean().meta({ description: 'More wait than are counted.' }),
          waitingSince: time,
          deletedFrom: time
            .optional()
            .meta({ description: 'From when on retention deletes them, the first first; absent: never.' }),
          text: z.string().meta({ description: 'What becomes of them, and how they are brought back.' }),
        }),
      )
      .meta({ description: 'Those that the configuration has no longer, of which something waits.' }),
    journal: z
      .object({
        batches: count.meta({ description: 'Groups of deliveries.' }),
        since: time.optional().meta({ description: 'Since when something is in it.' }),
      })
      .meta({
        description:
          'What waits in the journal of the server that answers. While the store is away the answer is 503, and its problem details have this as well.',
      }),
  })
  .meta({ id: 'Integrations' });

export const deliveriesQuery = z.strictObject({
  state: z.enum(DELIVERY_STATES).optional(),
  before: z.coerce.number().int().min(1).optional().meta({ description: '`next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const deliveriesResource = z
  .object({
    deliveries: z.array(
      z.object({
        number: count,
        key: z.string().meta({ description: 'Of a duplicate that of the first.' }),
        receivedAt: time,
        state,
        text: z.string().meta({ description: 'What came of it, or why nothing did.' }),
        incidents: z.array(z.string()),
        bytes: count,
      }),
    ),
    next: count.optional().meta({
      description: 'Where the list goes on, as `before`. By state: even when nothing was found so far.',
    }),
  })
  .meta({ id: 'Deliveries' });

const times = z.object({ times: count, lastAt: time });

export const deliveryResource = z
  .object({
    integration: z.string(),
    key: z.string(),
    number: count,
    receivedAt: time,
    state,
    reason: z.string().optional().meta({ description: 'Why it is not processed.' }),
    steps: z.array(
      z.object({
        step: z.enum(STEPS),
        state: z.enum(['done', 'failed', 'waiting', 'none']),
        at: time.optional(),
        text: z.string(),
      }),
    ),
    verifiedBy: z.enum(['signature', 'token', 'address', 'test']).optional(),
    brought: z.object({ alerts: count, changes: count, tickets: count }).optional(),
    outcomes: z.array(
      z.object({
        of: z.string().meta({ description: 'Key of the alert, change or ticket.' }),
        what: z
          .string()
          .optional()
          .meta({ description: 'The same in a few words, where its key says nothing.' }),
        text: z.string(),
        incidents: z.array(z.string()),
      }),
    ),
    tries: count,
    again: times.optional().meta({ description: 'How often it came again.' }),
    redelivered: times.optional().meta({ description: 'How often somebody had it read again.' }),
    redeliverable: z.boolean(),
    headers: z.record(z.string(), z.string()).meta({ description: 'Those that are kept.' }),
    body: z.object({
      text: z.string().meta({ description: 'Without secrets; indented where it is JSON.' }),
      bytes: count.meta({ description: 'Of what came.' }),
      json: z.boolean(),
      binary: z.boolean(),
      cut: z.boolean().meta({ description: 'Only its beginning is shown.' }),
    }),
  })
  .meta({ id: 'Delivery' });

export const redeliverBody = z.union([
  z.strictObject({
    keys: z.array(z.string().min(1).max(200)).min(1).max(NAMED_AT_ONCE),
  }),
  z.strictObject({
    state: z.enum(REDELIVERABLE_STATES).meta({ description: 'All that are in this state.' }),
    since: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'Only those that came since then.' }),
  }),
]);

export const redeliveringResource = z
  .object({
    keys: z.array(z.string()).meta({ description: 'What is read again, soon; of many the first 500.' }),
    count: count.meta({ description: 'How many are read again.' }),
    passedBy: z.array(z.object({ key: z.string(), reason: z.string() })),
    remaining: count.meta({
      description: 'How many more there are than are read again at once: ask again when these are done.',
    }),
  })
  .meta({ id: 'Redelivering' });

export const testedResource = z
  .object({
    integration: z.string(),
    key: z.string().meta({ description: 'By which the test event is found once it is worked off.' }),
  })
  .meta({ id: 'TestedIntegration' });

export const guideResource = z
  .object({
    integration: z.string(),
    title: z.string(),
    address: z
      .string()
      .optional()
      .meta({ description: 'To which the sender posts; for those with the permission `addresses`.' }),
    documentation: z.string(),
    steps: z.array(z.object({ text: z.string(), copy: z.string().optional() })),
  })
  .meta({ id: 'IntegrationGuide' });
