import type { LedgerEntry } from '../chat/ledger.ts';
import type { ExplainedDelivery } from './explanation.ts';

/** @param fallback whether it went to a channel that takes what cannot be delivered where it should. */
export function explainedDelivery(entry: LedgerEntry, fallback: boolean): ExplainedDelivery {
  const { key, instance, target, status, attempts, plannedAt, settledAt, ref, code, reason, instead } = entry;
  return {
    key,
    instance,
    target,
    fallback,
    status,
    attempts,
    plannedAt,
    ...(settledAt !== undefined && { settledAt }),
    ...(ref && { ref }),
    // Why attempts failed before one succeeded is of no interest any more.
    ...(status !== 'sent' && code !== undefined && { code }),
    ...(status !== 'sent' && reason !== undefined && { reason }),
    ...(instead !== undefined && { instead }),
  };
}
