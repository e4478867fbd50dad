import type { Aftermath } from '../../src/inbox/aftermath.ts';
import type { IntegrationRef } from '../../src/inbox/batch.ts';
import { integrationId } from '../../src/inbox/batch.ts';
import type { DeliveryState, IntegrationStanding } from '../../src/inbox/kept.ts';
import { lineOf } from '../../src/inbox/line.ts';
import type { Waiting } from '../../src/inbox/removed.ts';
import type { AftermathStore } from '../../src/mongo/aftermath-store.ts';
import type { InboxBatchStore } from '../../src/mongo/inbox-batch-store.ts';
import type { InboxStore, StoredDelivery } from '../../src/mongo/inbox-store.ts';

/** What was delivered to integrations, in memory. */
export class MemoryInbox {
  /** By tenant, integration and key: `default:alerts:one`. */
  readonly deliveries = new Map<string, StoredDelivery>();
  /** What else is known of an integration, `default:alerts`. */
  readonly standings = new Map<string, Partial<IntegrationStanding>>();

  /** What waits to be worked off, by tenant and integration: `default:gone`. */
  readonly waiting = new Map<string, Waiting>();
  readonly batches: Pick<InboxBatchStore, 'integrations' | 'waiting'> = {
    integrations: () =>
      Promise.resolve(
        [...this.waiting.keys()].map((id) => {
          const [tenant = '', integration = ''] = id.split(':');
          return { tenant, integration };
        }),
      ),
    waiting: (ref) => Promise.resolve(this.waiting.get(integrationId(ref))),
  };

  /** What came later of deliveries, by tenant, integration and key. */
  readonly later = new Map<string, readonly Aftermath[]>();
  readonly aftermath: Pick<AftermathStore, 'of'> = {
    of: (ref, keys) =>
      Promise.resolve(
        new Map(keys.map((key) => [key, this.later.get(`${integrationId(ref)}:${key}`) ?? []] as const)),
      ),
  };

  /** Has something delivered. @returns it. */
  deliver(
    key: string,
    { body = '{}', ...more }: Partial<Omit<StoredDelivery, 'body'>> & { readonly body?: string } = {},
  ): StoredDelivery {
    const bytes = new TextEncoder().encode(body);
    const ref = { tenant: 'default', integration: 'alerts', ...more };
    const delivery: StoredDelivery = {
      number: this.#of(ref).length + 1,
      captured: `c-${key}`,
      receivedAt: Date.parse('2026-03-01T10:00Z'),
      by: 'address',
      headers: {},
      bodyBytes: bytes.length,
      state: 'processed',
      outcomes: [],
      tries: 0,
      processedAt: Date.parse('2026-03-01T10:00:01Z'),
      ...more,
      ...ref,
      key,
      body: bytes,
    };
    this.deliveries.set(`${integrationId(ref)}:${key}`, delivery);
    return delivery;
  }

  #of(ref: IntegrationRef): StoredDelivery[] {
    return [...this.deliveries.values()].filter((one) => integrationId(one) === integrationId(ref));
  }

  /** @param reach waits as the store does, or fails as it does. */
  store(reach: () => Promise<void>): Pick<InboxStore, 'find' | 'list' | 'standing'> {
    return {
      find: async (ref, key) => {
        await reach();
        return this.deliveries.get(`${integrationId(ref)}:${key}`);
      },
      list: async (ref, { before = Infinity, limit }) => {
        await reach();
        const all = this.#of(ref)
          .map(lineOf)
          .filter(({ number }) => number < before)
          .sort((a, b) => b.number - a.number);
        const last = all[limit - 1];
        return { lines: all.slice(0, limit), ...(last && all.length > limit && { next: last.number }) };
      },
      standing: async (ref) => {
        await reach();
        const all = this.#of(ref);
        const more = this.standings.get(integrationId(ref));
        if (all.length === 0 && !more) return undefined;
        const counts: Partial<Record<DeliveryState, number>> = {};
        for (const { state } of all) counts[state] = (counts[state] ?? 0) + 1;
        const times = (refused: boolean): number[] =>
          all.filter(({ state }) => (state === 'refused') === refused).map(({ receivedAt }) => receivedAt);
        return {
          total: all.length,
          counts,
          ...(times(false).length > 0 && { lastReceivedAt: Math.max(...times(false)) }),
          ...(times(true).length > 0 && { lastRefusedAt: Math.max(...times(true)) }),
          repositories: [],
          ...more,
        };
      },
    };
  }
}
