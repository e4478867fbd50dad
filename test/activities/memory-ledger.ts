import type { Ledger, LedgerEntry, LedgerPlan } from '../../src/chat/ledger.ts';
import type { MessageRef } from '../../src/chat/message.ts';

/** The ledger as the store keeps it, in memory; it can be taken away. */
export class MemoryLedger implements Ledger {
  readonly entries = new Map<string, LedgerEntry>();
  /** While set, every call fails and changes nothing. */
  down = false;
  /** Waited for before a plan is taken. */
  gate: () => void | Promise<void> = () => undefined;

  async plan(plan: LedgerPlan, now: number): Promise<LedgerEntry | undefined> {
    await this.gate();
    await this.#reach();
    const before = this.entries.get(plan.key);
    const attempts = (before?.attempts ?? 0) + 1;
    const open = !before || before.status === 'failed';
    this.entries.set(
      plan.key,
      open ? { ...plan, ...before, status: 'planned', plannedAt: now, attempts } : { ...before, attempts },
    );
    return before;
  }
  sent(key: string, ref: MessageRef | undefined, now: number): Promise<void> {
    return this.#settle(key, { status: 'sent', settledAt: now, ...(ref && { ref }) });
  }
  failed(key: string, code: string, reason: string, now: number): Promise<void> {
    return this.#settle(key, { status: 'failed', code, reason, settledAt: now });
  }
  uncertain(key: string, reason: string, now: number): Promise<void> {
    return this.#settle(key, { status: 'uncertain', reason, settledAt: now });
  }

  async #settle(key: string, set: Partial<LedgerEntry>): Promise<void> {
    await this.#reach();
    const before = this.entries.get(key);
    if (before) this.entries.set(key, { ...before, ...set });
  }
  #reach(): Promise<void> {
    return this.down ? Promise.reject(new Error('connection refused')) : Promise.resolve();
  }
}
