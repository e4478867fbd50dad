import type { Mark } from '../incident/incident.ts';
import type { TicketRoute } from '../tracker/route.ts';

/** When action items go to a bug tracker. */
export const PUSHES = ['asked', 'made', 'closed'] as const;
export type PushWhen = (typeof PUSHES)[number];

/** What a ticket tells of a private incident. */
export const PRIVATE_TICKETS = ['nothing', 'text', 'incident'] as const;
export type PrivateTickets = (typeof PRIVATE_TICKETS)[number];

/** Why an action item is not in its bug tracker yet. */
export interface PushTrouble {
  /** A TrackerErrorCode, or `unexpected`. */
  readonly code: string;
  /** With what to do next. */
  readonly message: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Is it not tried again unless somebody asks? */
  readonly final: boolean;
}

/** An action item on its way into a bug tracker. */
export interface Push extends TicketRoute {
  /** Who asked for it and when; Muster itself where the configuration says so. */
  readonly asked: Mark;
  readonly trouble?: PushTrouble;
}
