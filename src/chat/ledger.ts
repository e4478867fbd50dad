import type { MessageRef } from './message.ts';

/** What the ledger knows of one send. `planned` covers the time of the attempt itself: a crash leaves it so. */
export type LedgerStatus = 'planned' | 'sent' | 'failed' | 'uncertain';

/** One send: to whom, about what, and what became of it. Times are epoch milliseconds. */
export interface LedgerEntry {
  /** Incident, event and target; the idempotency key. */
  readonly key: string;
  readonly tenant: string;
  readonly incident?: string;
  readonly instance: string;
  readonly target: string;
  readonly status: LedgerStatus;
  readonly attempts: number;
  readonly plannedAt: number;
  readonly settledAt?: number;
  readonly ref?: MessageRef;
  readonly code?: string;
  readonly reason?: string;
  /** Which better way was not taken, and why. */
  readonly instead?: string;
}

export type LedgerPlan = Pick<LedgerEntry, 'key' | 'tenant' | 'instance' | 'target'> & {
  readonly incident?: string;
  readonly instead?: string;
};

/** Every send is written here before it is tried. All writes touch one document and may be repeated. */
export interface Ledger {
  /**
   * Notes the intention and counts the attempt.
   * @returns the entry as it was before this attempt; undefined at the first.
   */
  plan(plan: LedgerPlan, now: number): Promise<LedgerEntry | undefined>;
  sent(key: string, ref: MessageRef | undefined, now: number): Promise<void>;
  failed(key: string, code: string, reason: string, now: number): Promise<void>;
  uncertain(key: string, reason: string, now: number): Promise<void>;
}
