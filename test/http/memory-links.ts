import { accountId, type Account } from '../../src/access/account.ts';
import type { Link } from '../../src/access/link.ts';
import type { Loudness } from '../../src/access/loudness.ts';
import type { LinkStore } from '../../src/mongo/link-store.ts';
import type { LoudnessStore } from '../../src/mongo/loudness-store.ts';

/** What people have linked and chosen, in memory. */
export class MemoryLinks {
  readonly byAccount = new Map<string, Link>();
  readonly chosen = new Map<string, Loudness>();

  /** @param reach waits for, or rejects as, a store that is away. */
  links(reach: () => Promise<void>): LinkStore {
    const keyOf = (tenant: string, account: Account): string => `${tenant}:${accountId(account)}`;
    return {
      find: async (tenant, account) => {
        await reach();
        return this.byAccount.get(keyOf(tenant, account));
      },
      of: async (tenant, person) => {
        await reach();
        const own = [...this.byAccount].filter(([key]) => key.startsWith(`${tenant}:`));
        return own.map(([, link]) => link).filter((link) => link.person.id === person);
      },
      list: async (tenant) => {
        await reach();
        return [...this.byAccount].filter(([key]) => key.startsWith(`${tenant}:`)).map(([, link]) => link);
      },
      put: async (tenant, link) => {
        await reach();
        this.byAccount.set(keyOf(tenant, link), link);
      },
      end: async (tenant, account) => {
        await reach();
        const link = this.byAccount.get(keyOf(tenant, account));
        this.byAccount.delete(keyOf(tenant, account));
        return link;
      },
    };
  }

  loudness(reach: () => Promise<void>): LoudnessStore {
    return {
      find: async (tenant, person) => {
        await reach();
        return this.chosen.get(`${tenant}:${person}`);
      },
      choose: async (tenant, person, loud) => {
        await reach();
        if (loud === undefined) this.chosen.delete(`${tenant}:${person}`);
        else this.chosen.set(`${tenant}:${person}`, loud);
      },
    };
  }
}
