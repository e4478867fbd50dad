import type { Assurance } from './delivery.ts';

/** Which integration of which tenant. */
export interface IntegrationRef {
  readonly tenant: string;
  /** Name in the configuration. */
  readonly integration: string;
}

/** A request as it was taken in, before anything of it was read. */
export interface Captured {
  /** No other request has the same, ever. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** How its sender was made sure of; absent of one that was refused. */
  readonly by?: Assurance;
  /** Why it was refused: it is kept to be seen by admins, and nothing is read of it. */
  readonly refused?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What came, or its gzip where `zipped`. */
  readonly body: Uint8Array;
  readonly zipped?: true;
  /** Length of what came, in bytes. */
  readonly bodyBytes: number;
}

/**
 * What one process stores of one integration at once. A lane is what one process brings of one integration: its batches
 * are numbered without a gap, so that they are found by their ids alone, in their order.
 */
export interface BatchRef extends IntegrationRef {
  /** No two processes have the same. */
  readonly lane: string;
  /** Counts up from 0. */
  readonly number: number;
}

export interface Batch extends BatchRef {
  readonly deliveries: readonly Captured[];
}

/** A batch as it is stored. */
export interface PackedBatch extends BatchRef {
  readonly count: number;
  /** When its first delivery came, in epoch milliseconds. */
  readonly at: number;
  readonly packed: Uint8Array;
}

/** What a stored batch is found by. */
export function batchId({ tenant, integration, lane, number }: BatchRef): string {
  return `${tenant}:${integration}/${lane}-${number}`;
}

/** @returns which batch of a tenant has an id; undefined for that of another tenant. */
export function batchOf(tenant: string, id: string): BatchRef | undefined {
  if (!id.startsWith(`${tenant}:`)) return undefined;
  const found = /^([^/:]+)\/(.+)-(\d+)$/.exec(id.slice(tenant.length + 1));
  if (!found) return undefined;
  const [, integration = '', lane = '', number] = found;
  return { tenant, integration, lane, number: Number(number) };
}

/** @returns what one integration's documents are found by. */
export function integrationId({ tenant, integration }: IntegrationRef): string {
  return `${tenant}:${integration}`;
}
