import type { Db } from 'mongodb';

/** What a calendar shows: a schedule, or all shifts of one person. */
export type FeedOf = { readonly schedule: string } | { readonly person: string };

/** The address of a calendar. Its token is shown once and stored nowhere. Times are epoch milliseconds. */
export interface Feed {
  readonly tenant: string;
  readonly of: FeedOf;
  /** Id of the person for whom it was made: each has an address of their own. */
  readonly owner: string;
  readonly madeAt: number;
}

interface FeedDocument extends Omit<Feed, 'of'> {
  /** SHA-256 of the token, hexadecimal. */
  _id: string;
  readonly kind: 'schedule' | 'person';
  readonly about: string;
}

const partsOf = (of: FeedOf): Pick<FeedDocument, 'kind' | 'about'> =>
  'schedule' in of ? { kind: 'schedule', about: of.schedule } : { kind: 'person', about: of.person };

function read({ tenant, owner, madeAt, kind, about }: FeedDocument): Feed {
  return { tenant, of: kind === 'schedule' ? { schedule: about } : { person: about }, owner, madeAt };
}

/** Addresses of calendars by the hash of their token. */
export function createFeedStore(db: Db) {
  const feeds = db.collection<FeedDocument>('feeds');
  return {
    /** Adds an address in place of what its owner had for the same. @param hash SHA-256 of the token, hexadecimal. */
    async replace(hash: string, { of, ...feed }: Feed): Promise<void> {
      const parts = partsOf(of);
      const before = await feeds.find({ tenant: feed.tenant, owner: feed.owner, ...parts }).toArray();
      await feeds.insertOne({ _id: hash, ...feed, ...parts });
      for (const { _id } of before) await feeds.deleteOne({ _id });
    },

    async find(hash: string): Promise<Feed | undefined> {
      const found = await feeds.findOne({ _id: hash });
      return found ? read(found) : undefined;
    },

    async list(tenant: string): Promise<Feed[]> {
      return (await feeds.find({ tenant }).toArray()).map(read).sort((a, b) => a.madeAt - b.madeAt);
    },

    /** @param owner whose; without it everybody's. @returns how many ended. */
    async end(tenant: string, of: FeedOf, owner?: string): Promise<number> {
      const filter = { tenant, ...partsOf(of), ...(owner !== undefined && { owner }) };
      return (await feeds.deleteMany(filter)).deletedCount;
    },
  };
}

export type FeedStore = ReturnType<typeof createFeedStore>;
