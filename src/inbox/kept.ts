import type { IncidentId } from '../incident/id.ts';
import type { Assurance } from './delivery.ts';
import type { Outcome } from './taker.ts';

/**
 * How far a delivery has come. `waiting`: something that it goes to cannot take it now, and it is tried again;
 * `processed`: taken; `ignored`: understood, and nothing follows from it; `unparsed`: kept for a later version;
 * `failed`: given up after several tries; `refused`: not the sender's, or nothing that can be read; `duplicate`: it had
 * come before.
 */
export const DELIVERY_STATES = [
  'waiting',
  'processed',
  'ignored',
  'unparsed',
  'failed',
  'refused',
  'duplicate',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What came of a delivery. */
export interface Progress {
  readonly state: DeliveryState;
  /** Why it is not processed, for admins. */
  readonly reason?: string;
  /** How many of each it brought; absent unless it could be read. */
  readonly brought?: { readonly alerts: number; readonly changes: number; readonly tickets: number };
  /** What came of each; cut after {@link OUTCOMES_KEPT}. */
  readonly outcomes: readonly Outcome[];
  /** Epoch milliseconds. */
  readonly processedAt?: number;
  /** How often it was tried in vain since it came or was last redelivered. */
  readonly tries: number;
}

/** A delivery as it is kept. */
export interface KeptDelivery extends Progress {
  readonly tenant: string;
  readonly integration: string;
  /** What it is known by within its integration: in addresses as well. */
  readonly key: string;
  /** Its place in the log of its integration. */
  readonly number: number;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** How its sender was made sure of; absent of one that was refused for it. */
  readonly by?: Assurance;
  readonly headers: Readonly<Record<string, string>>;
  /** The raw bytes; of a refused one the first few thousand. */
  readonly body: Uint8Array;
  /** Length of what came, in bytes. */
  readonly bodyBytes: number;
  /** How often it came again, and when last, in epoch milliseconds. */
  readonly again?: { readonly times: number; readonly lastAt: number };
  /** How often somebody had it read again, and when last, in epoch milliseconds. */
  readonly redelivered?: { readonly times: number; readonly lastAt: number };
}

/** A line of an integration's log: the newest first, duplicates as lines of their own with the key of the first. */
export interface LoggedDelivery {
  /** Counts up from 1. */
  readonly number: number;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly state: DeliveryState;
  /** What came of it, or why nothing did, in one line. */
  readonly text: string;
  readonly incidents: readonly IncidentId[];
  readonly bodyBytes: number;
}

/** How an integration is doing. Times are epoch milliseconds. */
export interface IntegrationStanding {
  /** How many deliveries there have been. */
  readonly total: number;
  readonly counts: Readonly<Partial<Record<DeliveryState, number>>>;
  /** When the last one came that was not refused. */
  readonly lastReceivedAt?: number;
  /** When the last one was refused. */
  readonly lastRefusedAt?: number;
  /** Repositories that changes came of, the last first, with when. */
  readonly repositories: readonly { readonly name: string; readonly lastAt: number }[];
  /** Since when something has been stored that is not worked off yet; absent when nothing is. */
  readonly waitingSince?: number;
}

/** Most outcomes that are kept with one delivery. */
export const OUTCOMES_KEPT = 200;
/** Most characters of a reason, and of a line of the log. */
export const TEXT_LENGTH = 300;
