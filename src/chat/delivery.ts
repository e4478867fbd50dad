import type { Turn } from './lane.ts';
import type { Message, MessageRef } from './message.ts';
import type { Destination } from './provider.ts';

/** Code of the failure of a page that was not sent, because the incident called it off meanwhile. */
export const NOT_WANTED = 'not_wanted';

/** Code of the failure of what was not tried, because its instance is known to take nothing at present. */
export const KNOWN_TROUBLE = 'instance_in_trouble';

/** Code of the failure of a page to an account that its owner had linked and that is somebody else's by now. */
export const NOT_LINKED = 'not_linked';

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
  /** Fails with KNOWN_TROUBLE, at once, while its instance is known to take nothing: another way is there. */
  readonly unlessTroubled?: true;
  /** Which better way was not taken, and why; for the ledger. */
  readonly instead?: string;
  /** Goes to an account that this person has linked, and fails with NOT_LINKED when that has ended since. */
  readonly linkedTo?: string;
  /** Nobody waits for it: it gives way to what people wait for. */
  readonly quiet?: true;
  /** Its place in the queue where the platform's limits left no room for it before. */
  readonly turn?: Turn;
}
