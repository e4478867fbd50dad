import type { Db } from 'mongodb';
import { accountId, type Account } from '../access/account.ts';
import type { Link } from '../access/link.ts';
import { createTurns } from './turns.ts';

interface LinkDocument extends Link {
  /** `<tenant>:<instance>/<user>` */
  _id: string;
  readonly tenant: string;
}

interface LinkedDocument {
  /** `<tenant>:<person>` */
  _id: string;
  /** Accounts that have been linked with the person; which still are, only their own documents say. */
  readonly accounts: readonly Account[];
}

/** Which accounts people have linked, found both ways by `_id`: an account's person, and a person's accounts. */
export function createLinkStore(db: Db) {
  const links = db.collection<LinkDocument>('links');
  const linked = db.collection<LinkedDocument>('linked_accounts');
  const turns = createTurns();
  const idOf = (tenant: string, account: Account): string => `${tenant}:${accountId(account)}`;
  const read = ({ instance, user, name, person, linkedAt }: Link): Link => ({
    instance,
    user,
    name,
    person,
    linkedAt,
  });

  async function find(tenant: string, account: Account): Promise<Link | undefined> {
    const found = await links.findOne({ _id: idOf(tenant, account) });
    return found ? read(found) : undefined;
  }

  async function accounts(tenant: string, person: string): Promise<readonly Account[]> {
    return (await linked.findOne({ _id: `${tenant}:${person}` }))?.accounts ?? [];
  }

  /** Changes a person's accounts as a whole: the embedded store cannot be trusted with two changes of a list at once. */
  async function change(
    tenant: string,
    person: string,
    made: (accounts: readonly Account[]) => readonly Account[],
  ): Promise<void> {
    const _id = `${tenant}:${person}`;
    await turns(_id, async () => {
      const after = made(await accounts(tenant, person));
      await linked.replaceOne({ _id }, { accounts: after }, { upsert: true });
    });
  }

  const without = (all: readonly Account[], account: Account): Account[] =>
    all.filter((one) => accountId(one) !== accountId(account));

  return {
    find,

    /** @returns the accounts that are linked with a person now. */
    async of(tenant: string, person: string): Promise<Link[]> {
      const found = await Promise.all(
        (await accounts(tenant, person)).map((account) => find(tenant, account)),
      );
      return found.filter((link) => link?.person.id === person) as Link[];
    },

    /** @returns every link. */
    async list(tenant: string): Promise<Link[]> {
      return (await links.find({ tenant }).sort({ _id: 1 }).toArray()).map(read);
    },

    /** Links an account with a person, whomever it was linked with before. May be repeated. */
    async put(tenant: string, link: Link): Promise<void> {
      const { instance, user } = link;
      // A list that names an account too many is put right by the account's own document; one too few is not.
      await change(tenant, link.person.id, (all) => [...without(all, link), { instance, user }]);
      const _id = idOf(tenant, link);
      await turns(_id, () => links.replaceOne({ _id }, { tenant, ...read(link) }, { upsert: true }));
    },

    /** Ends an account's link. May be repeated. @returns the link that it was. */
    async end(tenant: string, account: Account): Promise<Link | undefined> {
      const link = await find(tenant, account);
      if (!link) return undefined;
      await links.deleteOne({ _id: idOf(tenant, account) });
      await change(tenant, link.person.id, (all) => without(all, account));
      return link;
    },
  };
}

export type LinkStore = ReturnType<typeof createLinkStore>;
