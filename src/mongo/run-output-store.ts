import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { Binary, type Db } from 'mongodb';
import {
  OutputPages,
  placeOf,
  placesOf,
  putTogether,
  type OutputPage,
  type OutputPart,
} from '../action/output-pages.ts';
import type { Run } from '../action/run.ts';
import type { OutputPiece } from '../action/runner.ts';
import { outputName } from '../action/step.ts';
import { findByIds } from './by-ids.ts';

interface OutputDocument extends Omit<OutputPage, 'parts'> {
  /** `<tenant>:<id of the run>/<attempt>-<stream>-<place>` */
  readonly _id: string;
  readonly tenant: string;
  /** By it the document expires: when it was begun, epoch milliseconds. */
  readonly at: number;
  /** JSON of the parts, packed. */
  readonly parts: Binary;
}

/** What one attempt printed. */
export interface Printed {
  /** With a line where some of it is not kept. */
  readonly pieces: readonly OutputPiece[];
  /** Characters that are not kept. */
  readonly dropped: number;
}

const STREAMS = ['stdout', 'stderr'] as const satisfies readonly OutputPiece['stream'][];
/** Characters that are kept of each stream of an attempt where nothing is said. */
const MOST = 4 * 1_024 * 1_024;
/** How long what comes gathers for the next write, in milliseconds. */
const GATHER_MS = 500;
/** How long is waited at most before it is tried again, in milliseconds. */
const AGAIN_MS = 5_000;
/** How many pages are read at a time. */
const READ = 16;
/** As quick as gzip's fastest, and smaller. */
const OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } };

/** @param run as `outputName` names it. @param place of the page, as `placeOf` has it. */
const idOf = (tenant: string, run: string, attempt: number, stream: string, place: number): string =>
  `${tenant}:${run}/${attempt}-${stream}-${place}`;

/** Deletes what a run and its steps have printed. */
export async function forgetRunOutput(db: Db, run: Run): Promise<void> {
  const documents = db.collection<OutputDocument>('run_output');
  const { tenant, id, attempts = 0, steps = [] } = run;
  const printed = [
    { name: outputName(id), attempts },
    ...steps.map((step) => ({ name: outputName(id, step), attempts: step.attempts })),
  ];
  const places = Array.from({ length: placesOf(MOST) }, (_, place) => place);
  for (const one of printed)
    for (let attempt = 1; attempt <= one.attempts; attempt++)
      for (const stream of STREAMS) {
        const ids = places.map((place) => idOf(tenant, one.name, attempt, stream, place));
        await documents.deleteMany({ _id: { $in: ids } });
      }
}

const [packed, unpacked] = [promisify(brotliCompress), promisify(brotliDecompress)];

/** What runs print, kept as it comes, in pages: of what is too long the beginning and the end of each stream. */
export function createRunOutputStore(
  db: Db,
  deps: {
    /** Takes secrets out of a text. */
    readonly redact: (text: string, tenant: string) => string;
    /** Told when something could not be kept. */
    readonly failed: (error: unknown, run: string) => void;
    /** Epoch milliseconds. */
    readonly now: () => number;
  },
) {
  const documents = db.collection<OutputDocument>('run_output');

  async function readStream(tenant: string, run: string, attempt: number, stream: string) {
    const all: OutputDocument[] = [];
    for (;;) {
      const ids = Array.from({ length: READ }, (_, n) => idOf(tenant, run, attempt, stream, all.length + n));
      const found = await findByIds(documents, ids);
      all.push(...found.values());
      if (found.size < READ) return all;
    }
  }

  return {
    async ensureIndexes(): Promise<void> {
      await documents.createIndex({ tenant: 1, at: 1 }, {}, {});
    },

    /**
     * Begins what one attempt prints, in place of what an attempt of the same number printed before.
     * @param run as `outputName` names it. @param most characters that are kept of each stream.
     */
    begin(tenant: string, run: string, attempt: number, most = MOST) {
      const at = deps.now();
      const streams = STREAMS.map((stream) => {
        const pages = new OutputPages(most, (text) => deps.redact(text, tenant));
        return { stream, pages };
      });
      let changes = 0;
      let last: OutputPiece['stream'] | undefined;
      let writing: Promise<void> | undefined;
      let isChanged = false;
      let until: AbortSignal | undefined;
      /** Aborted when all has come: what is there is written at once. */
      const ended = new AbortController();

      async function write(stream: string, { number, from, length, parts }: OutputPage): Promise<void> {
        const _id = idOf(tenant, run, attempt, stream, placeOf(number, most));
        const packedParts = new Binary(await packed(JSON.stringify(parts), OPTIONS));
        const document = { tenant, at, number, from, length, parts: packedParts };
        await documents.replaceOne({ _id }, document, { upsert: true });
      }

      async function writeStream({ stream, pages }: (typeof streams)[number]): Promise<void> {
        for (let next = pages.next(); next; next = pages.next()) {
          const page = next;
          await write(stream, page).catch((error: unknown) => {
            pages.again(page);
            throw error;
          });
        }
        const open = pages.open();
        if (!open) return;
        await write(stream, open).catch((error: unknown) => {
          pages.openAgain();
          throw error;
        });
      }

      async function writeAll(): Promise<void> {
        let againMs = GATHER_MS;
        while (isChanged) {
          isChanged = false;
          try {
            for (const one of streams) await writeStream(one);
            againMs = GATHER_MS;
            if (!ended.signal.aborted) await waited(GATHER_MS, ended.signal);
          } catch (error) {
            deps.failed(error, run);
            isChanged = true;
            if (until?.aborted) return;
            await waited(againMs, until ?? ended.signal);
            againMs = Math.min(AGAIN_MS, againMs * 2);
          }
        }
      }

      return {
        /** Takes a piece. Never throws. */
        print({ stream, text }: OutputPiece): void {
          if (stream !== last) changes++;
          last = stream;
          streams.find((one) => one.stream === stream)?.pages.add(text, changes);
          isChanged = true;
          writing ??= writeAll().finally(() => (writing = undefined));
        },

        /**
         * @param patience while it is not aborted, what cannot be written is tried again.
         * @returns when all of it is kept, or could not be. Never rejects.
         */
        async end(patience: AbortSignal): Promise<void> {
          until = patience;
          ended.abort();
          while (writing) await writing;
        },
      };
    },

    /** @param run as `outputName` names it. @returns what an attempt has printed until now. */
    async read(tenant: string, run: string, attempt: number): Promise<Printed> {
      const found = await Promise.all(STREAMS.map((stream) => readStream(tenant, run, attempt, stream)));
      const newest = Math.max(...found.flat().map(({ at }) => at));
      return putTogether(
        await Promise.all(
          STREAMS.map(async (stream, index) => {
            const some = (found[index] ?? []).filter(({ at }) => at === newest);
            const pages = await Promise.all(
              some.map(async ({ number, from, length, parts }): Promise<OutputPage> => {
                const text = (await unpacked(parts.buffer)).toString('utf8');
                return { number, from, length, parts: JSON.parse(text) as OutputPart[] };
              }),
            );
            return { stream, pages };
          }),
        ),
      );
    },
  };
}

async function waited(ms: number, until: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal: until }).catch(() => undefined);
}

export type RunOutputStore = ReturnType<typeof createRunOutputStore>;
