import type { Db } from 'mongodb';
import { createMentionStore } from './mention-store.ts';
import { createRepositoryStore } from './repository-store.ts';
import { createWentLiveStore } from './went-live-store.ts';

/** What git servers told: of which repositories, what of it went live, and what mentions incidents. */
export function createChangeStore(db: Db) {
  const repositories = createRepositoryStore(db);
  const live = createWentLiveStore(db);
  const mentions = createMentionStore(db);
  return {
    ...repositories,
    ...live,
    ...mentions,
    async ensureIndexes(): Promise<void> {
      await live.ensureIndexes();
      await mentions.ensureIndexes();
      await repositories.ensureIndexes();
    },
  };
}

export type ChangeStore = ReturnType<typeof createChangeStore>;
