import { accountId, type Account } from '../src/access/account.ts';
import {
  joining,
  type Joining,
  type Link,
  type LinkRefusal,
  type Party,
  type Side,
} from '../src/access/link.ts';

/** Two accounts whose owners have both confirmed. */
export interface JoinRequest {
  readonly tenant: string;
  readonly asker: Side;
  readonly claimant: Side;
  /** When they are linked, epoch milliseconds. */
  readonly at: number;
}

export interface LinkActivities {
  /** Makes two accounts one person, unless what is known of them by now forbids it. May be repeated. */
  joinAccounts(request: JoinRequest): Promise<Joining | { readonly refusal: LinkRefusal }>;
}

export function createLinkActivities(deps: {
  partyOf: (tenant: string, side: Side) => Promise<Party>;
  put: (tenant: string, link: Link) => Promise<void>;
  find: (tenant: string, account: Account) => Promise<Link | undefined>;
}): LinkActivities {
  return {
    async joinAccounts({ tenant, asker, claimant, at }) {
      const [one, other] = await Promise.all([deps.partyOf(tenant, asker), deps.partyOf(tenant, claimant)]);
      const joined = joining(one, other);
      if ('refusal' in joined) {
        // An attempt before this one may have linked them and died before it could say so.
        const before = await Promise.all([asker, claimant].map(({ account }) => deps.find(tenant, account)));
        const ours = before.find((link) => link?.linkedAt === at);
        return joined.refusal.code === 'linked_already' && ours
          ? { person: ours.person, accounts: [{ instance: ours.instance, user: ours.user }] }
          : joined;
      }
      const { person, accounts } = joined;
      const sideOf = (account: Account): Side | undefined =>
        [asker, claimant].find((side) => accountId(side.account) === accountId(account));
      // By the account that asked the next attempt tells what is left to do: it is moved last.
      const inOrder = [...accounts].sort((a, b) => Number(!!sideOf(a)) - Number(!!sideOf(b)));
      for (const { instance, user } of inOrder) {
        const account = { instance, user };
        const name = sideOf(account)?.name ?? (await deps.find(tenant, account))?.name ?? user;
        await deps.put(tenant, { ...account, name, person, linkedAt: at });
      }
      return joined;
    },
  };
}
