import type { SlaClock, SlaNewsKind, SlaPage } from './sla.ts';

/** A page that an SLA target has asked for and that was not made yet. Times are epoch milliseconds. */
export interface PendingSlaPage extends SlaPage {
  readonly clock: SlaClock;
  readonly news: SlaNewsKind;
  /** When the target is or was missed. */
  readonly dueAt: number;
  /** When the page was asked for. */
  readonly since: number;
}
