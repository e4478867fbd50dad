import type { Db } from 'mongodb';
import { incidentKey, type IncidentId } from '../incident/id.ts';
import { UNWRITTEN, type PostmortemDocument } from '../postmortem/document.ts';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

/** `<tenant>:<incident id>`: about how far its versions go; `<tenant>:<incident id>/<revision>`: one of them. */
type HeadDocument = { readonly _id: string; readonly revision: number };
type VersionDocument = PostmortemDocument & { readonly _id: string };

/** What people have written for post-mortems, every version. */
export function createPostmortemStore(db: Db) {
  const heads = db.collection<HeadDocument>('postmortems');
  const versions = db.collection<VersionDocument>('postmortem_versions');
  const turns = createTurns();
  const versionId = (key: string, revision: number): string => `${key}/${revision}`;

  async function version(key: string, revision: number): Promise<PostmortemDocument | undefined> {
    const found = await versions.findOne({ _id: versionId(key, revision) });
    if (!found) return undefined;
    const { _id, ...document } = found;
    return document;
  }

  return {
    /** @returns the newest version; one without a word where nobody has written any. */
    async read(tenant: string, id: IncidentId): Promise<PostmortemDocument> {
      const key = incidentKey(tenant, id);
      const head = await heads.findOne({ _id: key });
      // A writer may have died between its version and the head.
      let newest = head ? await version(key, head.revision) : undefined;
      for (let revision = (newest?.revision ?? 0) + 1; ; revision++) {
        const next = await version(key, revision);
        if (!next) return newest ?? UNWRITTEN;
        newest = next;
      }
    },

    /** @returns one version; undefined when there is none of that number. */
    version: (tenant: string, id: IncidentId, revision: number): Promise<PostmortemDocument | undefined> =>
      version(incidentKey(tenant, id), revision),

    /** Keeps the next version. @returns false when somebody else has written one of that number before. */
    async add(tenant: string, id: IncidentId, document: PostmortemDocument): Promise<boolean> {
      const key = incidentKey(tenant, id);
      const { revision } = document;
      if (!(await insertOnce(versions, { _id: versionId(key, revision), ...document }))) return false;
      await turns(key, () => heads.updateOne({ _id: key }, { $max: { revision } }, { upsert: true }));
      return true;
    },

    /** Deletes every version. May be repeated. */
    async delete(tenant: string, id: IncidentId): Promise<void> {
      const key = incidentKey(tenant, id);
      const { revision } = await this.read(tenant, id);
      for (let one = 1; one <= revision; one++) await versions.deleteOne({ _id: versionId(key, one) });
      await heads.deleteOne({ _id: key });
    },
  };
}

export type PostmortemStore = ReturnType<typeof createPostmortemStore>;
