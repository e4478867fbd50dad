import { z } from 'zod';

/**
 * What EventBridge gives to its targets.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export const eventBridgeEvent = z.object({
  id: z.string().min(1),
  'detail-type': z.string(),
  source: z.string(),
  account: z.string(),
  time: z.string(),
  region: z.string(),
  resources: z.array(z.string()).prefault([]),
});

export type EventBridgeEvent = z.infer<typeof eventBridgeEvent>;
