import type { Account } from '../src/access/account.ts';
import type { Loudness } from '../src/access/loudness.ts';

export interface LoudActivities {
  /** @returns where those of these people are told directly who have asked for that: on their preferred instance. */
  loudAccounts(asked: {
    readonly tenant: string;
    readonly people: readonly string[];
    /** Those of them whom it concerns more: they are told unless they want nothing but pages. */
    readonly urgent?: readonly string[];
  }): Promise<Account[]>;
}

export function createLoudActivities(deps: {
  loudnessOf: (tenant: string, person: string) => Promise<Loudness>;
  accountsOf: (tenant: string, person: string) => Promise<readonly Account[]>;
}): LoudActivities {
  return {
    async loudAccounts({ tenant, people, urgent = [] }) {
      const found = await Promise.all(
        people.map(async (person) => {
          const loudness = await deps.loudnessOf(tenant, person);
          if (loudness === 'pages' || (loudness !== 'all' && !urgent.includes(person))) return undefined;
          return (await deps.accountsOf(tenant, person))[0];
        }),
      );
      return found.filter((account) => account !== undefined);
    },
  };
}
