import type { BatchRef } from '../inbox/batch.ts';
import type { DeliveryState } from '../inbox/kept.ts';

/** How far a lane is worked off. */
export interface LaneState {
  /** Number of the next batch, and how many of its deliveries are worked off. */
  readonly next: number;
  readonly from: number;
  /** When its process last said that it is in use, in epoch milliseconds. */
  readonly at: number;
}

/** Batches of a lane that are worked off: the last of them, and the number of the first where it is more than one. */
export interface DoneBatches extends BatchRef {
  readonly first?: number;
}

/** What stands at the head of an integration's inbox. What processes write their batches say themselves is in `lanes` alone. */
export interface InboxHead {
  /** `<tenant>:<integration>` */
  _id: string;
  tenant: string;
  integration: string;
  /** Counts up with each step of working off. */
  revision: number;
  lanes?: Record<string, LaneState>;
  /** How many lines the log has. */
  total?: number;
  counts?: Partial<Record<DeliveryState, number>>;
  lastReceivedAt?: number;
  lastRefusedAt?: number;
  /** JSON: when something last came of each repository. */
  repositories?: string;
  /** What was worked off and may be there still. */
  done?: DoneBatches;
}
