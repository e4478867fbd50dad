import type { Db } from 'mongodb';
import type { ChangeNews } from '../git/news.ts';
import { incidentKey, type IncidentId } from '../incident/id.ts';
import { insertOnce } from './insert-once.ts';
import { repositoryKey } from './repository-store.ts';
import { createTurns } from './turns.ts';

/** News of one incident that are kept; what mentions it more often is in the search. */
const MENTIONS = 500;
/** Incidents that one commit, pull request or release is known to mention. */
const INCIDENTS = 20;
/** How often a change is made again when others come between. */
const ATTEMPTS = 20;

interface MentionsDocument {
  /** `<tenant>:<incident id>` */
  readonly _id: string;
  readonly tenant: string;
  readonly revision: number;
  readonly news: readonly ChangeNews[];
}

interface CommitMentionsDocument {
  /** `<tenant>:<integration>/<repository>#<commit>`, or what else stands for the commit. */
  readonly _id: string;
  readonly tenant: string;
  /** Epoch milliseconds: by it the document expires. */
  readonly at: number;
  readonly incidents: readonly IncidentId[];
}

/** Which repository of which integration. */
interface RepositoryPlace {
  readonly integration: string;
  readonly repository: string;
}

const mentionerKey = (tenant: string, { integration, repository }: RepositoryPlace, what: string): string =>
  `${repositoryKey(tenant, integration, repository)}#${what.toLowerCase()}`;

/** What mentions incidents: news by incident, incidents by commit, pull request and release. */
export function createMentionStore(db: Db) {
  const mentions = db.collection<MentionsDocument>('change_mentions');
  const commits = db.collection<CommitMentionsDocument>('commit_mentions');
  const turns = createTurns();

  return {
    async ensureIndexes(): Promise<void> {
      await commits.createIndex({ tenant: 1, at: 1 }, {}, {});
    },

    /** Keeps what mentions an incident, each once. */
    async mention(tenant: string, id: IncidentId, news: readonly ChangeNews[]): Promise<void> {
      const _id = incidentKey(tenant, id);
      await turns(_id, async () => {
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
          const before = await mentions.findOne({ _id });
          const known = new Set(before?.news.map(({ key }) => key));
          const fresh = news.filter(({ key }) => !known.has(key));
          const all = [...(before?.news ?? []), ...fresh].slice(0, MENTIONS);
          if (all.length === (before?.news.length ?? 0)) return;
          const document = { tenant, revision: (before?.revision ?? 0) + 1, news: all };
          const isWritten = before
            ? (await mentions.replaceOne({ _id, revision: before.revision }, document)).matchedCount > 0
            : await insertOnce(mentions, { _id, ...document });
          if (isWritten) return;
        }
        throw new Error(`what mentions ${_id} is being written by too many at once`);
      });
    },

    /** @returns what mentions an incident, oldest first. */
    async mentionsOf(tenant: string, id: IncidentId): Promise<readonly ChangeNews[]> {
      return (await mentions.findOne({ _id: incidentKey(tenant, id) }))?.news ?? [];
    },

    /**
     * Notes which incidents something of a repository mentions: a commit, or a pull request that became it; a pull request
     * or a release itself.
     * @param what id of the commit, else by what `src/git/mention.ts` knows it. @param at epoch milliseconds.
     */
    async noteMentions(
      tenant: string,
      place: RepositoryPlace,
      what: string,
      incidents: readonly IncidentId[],
      at: number,
    ): Promise<void> {
      const _id = mentionerKey(tenant, place, what);
      await turns(_id, async () => {
        const before = await commits.findOne({ _id });
        const all = [...new Set([...(before?.incidents ?? []), ...incidents])].slice(0, INCIDENTS);
        await commits.updateOne(
          { _id },
          { $set: { tenant, incidents: all }, $max: { at } },
          { upsert: true },
        );
      });
    },

    /** @param what as above. @returns the incidents that it is known to mention. */
    async mentionedBy(tenant: string, place: RepositoryPlace, what: string): Promise<readonly IncidentId[]> {
      const _id = mentionerKey(tenant, place, what);
      return (await commits.findOne({ _id }))?.incidents ?? [];
    },

    /** Deletes what mentions an incident. May be repeated. */
    async forget(tenant: string, id: IncidentId): Promise<void> {
      await mentions.deleteOne({ _id: incidentKey(tenant, id) });
    },
  };
}
