import type { Db } from 'mongodb';
import { LOUDNESS, type Loudness } from '../access/loudness.ts';
import { createTurns } from './turns.ts';

/** How much of what happens people have chosen to be told, found by their person id. */
export function createLoudnessStore(db: Db) {
  const chosen = db.collection<{ _id: string; loud: string }>('loudness');
  const turns = createTurns();
  const idOf = (tenant: string, person: string): string => `${tenant}:${person}`;
  return {
    /** @returns undefined for who has chosen nothing. */
    async find(tenant: string, person: string): Promise<Loudness | undefined> {
      const found = await chosen.findOne({ _id: idOf(tenant, person) });
      return LOUDNESS.find((one) => one === found?.loud);
    },

    /** @param loud undefined: what the configuration says counts again. */
    async choose(tenant: string, person: string, loud: Loudness | undefined): Promise<void> {
      const _id = idOf(tenant, person);
      await turns(_id, async () => {
        if (loud === undefined) await chosen.deleteOne({ _id });
        else await chosen.replaceOne({ _id }, { loud }, { upsert: true });
      });
    },
  };
}

export type LoudnessStore = ReturnType<typeof createLoudnessStore>;
