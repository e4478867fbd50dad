import type { Turn } from './lane.ts';
import type { Message, MessageRef } from './message.ts';
import type { Destination } from './provider.ts';

/** Code of the failure of a page that was not sent, because the incident called it off meanwhile. */
export const NOT_WANTED = 'not_wanted';

/** One message to one target. */
export interface Delivery {
  /** Idempotency key: incident, event, target. */
  readonly key: string;
  readonly tenant: string;
  readonly incident?: string;
  readonly instance: string;
  readonly to: Destination;
  /** Shown only to this user of the channel `to`. */
  readonly privatelyTo?: string;
  readonly message: Message;
  readonly thread?: MessageRef;
  readonly alsoInChannel?: boolean;
  /** Nobody waits for it: it gives way to what people wait for. */
  readonly quiet?: true;
  /** Its place in the queue where the platform's limits left no room for it before. */
  readonly turn?: Turn;
}
