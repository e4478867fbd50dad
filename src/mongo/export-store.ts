import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Binary, type Db } from 'mongodb';
import type { IncidentExport, KeptExport } from '../archive/incident-export.ts';
import { incidentKey, type IncidentId } from '../incident/id.ts';
import { createTurns } from './turns.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** Bytes in one document: below MongoDB's 16 MB, and written well within the time that the store may be silent. */
const CHUNK = 4 * 1024 * 1024;
/** A copy whose writing began so long ago and did not end has no writer any more, in milliseconds. */
const ABANDONED_MS = 60 * 60_000;
/** How often a change of the head is made again when others come between. */
const ATTEMPTS = 20;

/** One copy: as many chunks, `_id` `<tenant>:<incident>/<sum>/<n>`. */
interface Copy extends KeptExport {
  /** SHA-256 of the compressed bytes, hexadecimal: the same content is the same copy. */
  readonly sum: string;
  readonly chunks: number;
}

interface HeadDocument {
  /** `<tenant>:<incident id>` */
  readonly _id: string;
  readonly tenant: string;
  readonly incident: string;
  readonly revision: number;
  /** The copy that is read. */
  readonly copy?: Copy;
  /** Copies whose writing has begun: what a writer leaves that dies is found by these. */
  readonly begun: readonly Copy[];
}

type Changed = Pick<HeadDocument, 'copy' | 'begun'>;

interface ChunkDocument {
  readonly _id: string;
  readonly data: Binary;
}

/** Kept exports of incidents: compressed, and cut where a document would be too big. */
export function createExportStore(db: Db) {
  const heads = db.collection<HeadDocument>('exports');
  const chunks = db.collection<ChunkDocument>('export_chunks');
  const turns = createTurns();
  const chunkId = (key: string, { sum }: Pick<Copy, 'sum'>, index: number): string =>
    `${key}/${sum}/${index}`;

  function change(
    key: string,
    about: Pick<HeadDocument, 'tenant' | 'incident'>,
    make: (before: Changed) => Changed,
  ) {
    return turns(key, async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const before = await heads.findOne({ _id: key });
        const revision = (before?.revision ?? 0) + 1;
        const after = { ...about, ...make(before ?? { begun: [] }), revision };
        if (!before) {
          await heads.insertOne({ _id: key, ...after });
          return;
        }
        const replaced = await heads.replaceOne({ _id: key, revision: before.revision }, after);
        if (replaced.matchedCount > 0) return;
      }
      throw new Error(`the export ${key} is being changed by too many at once`);
    });
  }

  async function drop(key: string, copy: Copy): Promise<void> {
    for (let index = 0; index < copy.chunks; index++)
      await chunks.deleteOne({ _id: chunkId(key, copy, index) });
  }

  return {
    /** Keeps an export in place of the one before. May be repeated, and may be done by several at once: one of them stays. */
    async keep(made: IncidentExport): Promise<KeptExport> {
      const { tenant, id: incident, exportedAt: at } = made;
      const key = incidentKey(tenant, incident);
      const packed = await compress(JSON.stringify(made));
      const sum = createHash('sha256').update(packed).digest('hex');
      const copy: Copy = { at, bytes: packed.length, sum, chunks: Math.ceil(packed.length / CHUNK) };
      const about = { tenant, incident };
      const others = (all: readonly Copy[]): Copy[] => all.filter((one) => one.sum !== sum);
      await change(key, about, (before) => ({ ...before, begun: [...others(before.begun), copy] }));
      for (let index = 0; index < copy.chunks; index++) {
        const _id = chunkId(key, copy, index);
        const data = new Binary(packed.subarray(index * CHUNK, (index + 1) * CHUNK));
        await turns(_id, () => chunks.replaceOne({ _id }, { data }, { upsert: true }));
      }
      let old: Copy[] = [];
      await change(key, about, ({ copy: last, begun }) => {
        const abandoned = others(begun).filter((one) => one.at < at - ABANDONED_MS);
        old = [...abandoned, ...(last && last.sum !== sum ? [last] : [])];
        return { copy, begun: others(begun).filter((one) => !abandoned.includes(one)) };
      });
      for (const one of old) await drop(key, one);
      return { at, bytes: copy.bytes };
    },

    /** @returns the export that is kept; undefined when there is none. @throws Error when it is damaged. */
    async read(tenant: string, id: IncidentId): Promise<IncidentExport | undefined> {
      const key = incidentKey(tenant, id);
      const copy = (await heads.findOne({ _id: key }))?.copy;
      if (!copy) return undefined;
      const parts: Uint8Array[] = [];
      for (let index = 0; index < copy.chunks; index++) {
        const found = await chunks.findOne({ _id: chunkId(key, copy, index) });
        if (found) parts.push(found.data.buffer);
      }
      const packed = Buffer.concat(parts);
      if (createHash('sha256').update(packed).digest('hex') !== copy.sum)
        throw new Error(`The kept export of ${id} is damaged: its bytes do not have the sum that was noted.`);
      return JSON.parse((await expand(packed)).toString()) as IncidentExport;
    },

    /** @returns when an export was kept and how big it is; undefined when none is. */
    async find(tenant: string, id: IncidentId): Promise<KeptExport | undefined> {
      const copy = (await heads.findOne({ _id: incidentKey(tenant, id) }))?.copy;
      return copy && { at: copy.at, bytes: copy.bytes };
    },

    /** Deletes what is kept of an incident. May be repeated. @returns whether anything was. */
    async delete(tenant: string, id: IncidentId): Promise<boolean> {
      const key = incidentKey(tenant, id);
      const head = await heads.findOne({ _id: key });
      if (!head) return false;
      for (const copy of [...(head.copy ? [head.copy] : []), ...head.begun]) await drop(key, copy);
      await heads.deleteOne({ _id: key });
      return true;
    },
  };
}

export type ExportStore = ReturnType<typeof createExportStore>;
