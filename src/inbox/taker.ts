import type { Alert } from '../alert/alert.ts';
import type { Change } from '../git/change.ts';
import type { IncidentId } from '../incident/id.ts';
import type { TicketChange } from './ticket-change.ts';

/** Which delivery something came with. */
export interface TakerContext {
  readonly tenant: string;
  /** Name of the integration in the configuration. */
  readonly integration: string;
  /** What the delivery is known by within its integration. */
  readonly delivery: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** The how manyth time it is read again because somebody asked for that; absent the first time that it is read. */
  readonly again?: number;
}

/** What came of one alert, change or ticket of a delivery: shown with the delivery. */
export interface Outcome {
  /** Key of the alert, change or ticket. */
  readonly of: string;
  /** What it is in a few words, where its key does not tell people. */
  readonly what?: string;
  /** In one line, for people: `opened INC-42`, `suppressed by the maintenance of checkout`, `kept`. */
  readonly text: string;
  /** The incidents that it went to. */
  readonly incidents?: readonly IncidentId[];
}

/** What one delivery brought of a kind. */
export interface Brought<T> {
  readonly context: TakerContext;
  readonly some: readonly T[];
}

/** Takes what several deliveries brought, in their order. @returns what came of each, in that order. */
export type TakeSeveral<T> = (all: readonly Brought<T>[]) => Promise<readonly (readonly Outcome[])[]>;

/**
 * Where that goes which deliveries say. Each may be called again with the same, after a crash: it then has no second
 * effect and tells the same. Rejects when it cannot be done now: it is tried again, those after it wait, and
 * after several tries it is marked as failed; with {@link NeverTaken} at once. What somebody asked to be read again is
 * called again with its number: what was told elsewhere is told there once more.
 */
export interface Takers {
  /** Of several deliveries of one integration: when it rejects, each is brought again by itself. */
  readonly alerts: TakeSeveral<Alert>;
  /** Likewise. */
  readonly changes: TakeSeveral<Change>;
  readonly tickets: (context: TakerContext, tickets: readonly TicketChange[]) => Promise<readonly Outcome[]>;
}

/** What a taker rejects with for something that it will never take: the delivery is marked as failed, and the next follows. */
export class NeverTaken extends Error {
  override readonly name = 'NeverTaken';
}
