import type { Alert } from '../alert/alert.ts';
import type { Change } from '../git/change.ts';
import type { TicketChange } from './ticket-change.ts';

/** What a delivery says, in the words of all sources. */
export interface Read {
  readonly kind: 'read';
  readonly alerts?: readonly Alert[];
  readonly changes?: readonly Change[];
  readonly tickets?: readonly TicketChange[];
  /** What admins are told with the delivery, such as that its sender left something out. */
  readonly notes?: readonly string[];
}

export type Reading =
  | Read
  /** Understood, and nothing follows from it: a ping, an event that nobody needs. */
  | { readonly kind: 'ignored'; readonly reason: string }
  /** Kept as it came, to be read by a later version. The reason says what was met and what was expected, and where. */
  | { readonly kind: 'unparsed'; readonly reason: string }
  /** It is nothing that any version could read. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The sender wants its address confirmed by a visit to one of its own, which was checked. */
  | { readonly kind: 'confirm'; readonly url: string };

/** A reading at once, or as soon as a library has read. */
export type ReadingSoon = Reading | Promise<Reading>;
