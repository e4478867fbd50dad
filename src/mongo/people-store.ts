import type { Db } from 'mongodb';
import { createTurns } from './turns.ts';

/** A chat user who has been seen, mapped to a person or not. */
export interface SeenUser {
  readonly tenant: string;
  readonly instance: string;
  readonly user: string;
  readonly name: string;
  /** Muster's person id: `<instance>/<user>` while nobody has mapped them. */
  readonly person: string;
  /** Epoch milliseconds. */
  readonly seenAt: number;
}

/** Chat users as they were last seen, keyed so that each is found by instance and user id. */
export function createPeopleStore(db: Db) {
  const people = db.collection<SeenUser & { _id: string }>('people');
  const turns = createTurns();
  return {
    /** Notes who somebody is now. */
    async seen(user: SeenUser): Promise<void> {
      const _id = `${user.tenant}:${user.instance}/${user.user}`;
      await turns(_id, () => people.updateOne({ _id }, { $set: user }, { upsert: true }));
    },
    /** @returns everybody who was seen, by instance and user id. */
    async list(tenant: string): Promise<SeenUser[]> {
      return people
        .find({ tenant }, { projection: { _id: 0 } })
        .sort({ _id: 1 })
        .toArray();
    },
  };
}

export type PeopleStore = ReturnType<typeof createPeopleStore>;
