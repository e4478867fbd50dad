import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { Binary, type Db } from 'mongodb';
import type { Run } from '../action/run.ts';
import { outputName } from '../action/step.ts';
import type { OutputPiece } from '../action/runner.ts';

interface OutputPage {
  /** `<tenant>:<id of the run>/<attempt>-<page>` */
  readonly _id: string;
  readonly tenant: string;
  /** By it the document expires: when it was begun, epoch milliseconds. */
  readonly at: number;
  /** JSON of the pieces, packed. */
  readonly pieces: Binary;
  /** Bytes of which nothing more is kept, on the last page. */
  readonly dropped?: number;
}

/** What one attempt printed. */
export interface Printed {
  readonly pieces: readonly OutputPiece[];
  /** Characters that came after all that is kept. */
  readonly dropped: number;
}

/** Characters on one page: few enough to be written anew with each second of output. */
const PAGE = 64 * 1_024;
/** Characters that are kept of one attempt. */
const MOST = 8 * 1_024 * 1_024;
/** How long what comes gathers for the next write, in milliseconds. */
const GATHER_MS = 500;
/** As quick as gzip's fastest, and smaller. */
const OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } };

/** @param run as `outputName` names it. */
const idOf = (tenant: string, run: string, attempt: number, page: number): string =>
  `${tenant}:${run}/${attempt}-${page}`;

/** Deletes what a run and its steps have printed. */
export async function forgetRunOutput(db: Db, run: Run): Promise<void> {
  const pages = db.collection<OutputPage>('run_output');
  const { tenant, id, attempts = 0, steps = [] } = run;
  const printed = [
    { name: outputName(id), attempts },
    ...steps.map((step) => ({ name: outputName(id, step), attempts: step.attempts })),
  ];
  for (const one of printed)
    for (let attempt = 1; attempt <= one.attempts; attempt++)
      for (let page = 0, deletedCount = 1; deletedCount > 0; page++)
        ({ deletedCount } = await pages.deleteOne({ _id: idOf(tenant, one.name, attempt, page) }));
}

const [packed, unpacked] = [promisify(brotliCompress), promisify(brotliDecompress)];

/** What runs print, kept as it comes, in pages. */
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
  const pages = db.collection<OutputPage>('run_output');

  return {
    async ensureIndexes(): Promise<void> {
      await pages.createIndex({ tenant: 1, at: 1 }, {}, {});
    },

    /** Begins what one attempt prints. @param run as `outputName` names it. */
    begin(tenant: string, run: string, attempt: number) {
      const at = deps.now();
      let [page, size, kept, dropped] = [0, 0, 0, 0];
      let pieces: OutputPiece[] = [];
      let isChanged = false;
      let writing: Promise<void> | undefined;
      const ending = new AbortController();
      const full: { readonly number: number; readonly pieces: readonly OutputPiece[] }[] = [];

      async function write(number: number, some: readonly OutputPiece[]): Promise<void> {
        const clean = some.map(({ stream, text }) => ({ stream, text: deps.redact(text, tenant) }));
        const document = {
          tenant,
          at,
          pieces: new Binary(await packed(JSON.stringify(clean), OPTIONS)),
          ...(dropped > 0 && { dropped }),
        };
        await pages.replaceOne({ _id: idOf(tenant, run, attempt, number) }, document, { upsert: true });
      }

      async function writeAll(): Promise<void> {
        while (full.length > 0 || isChanged) {
          try {
            for (let next = full[0]; next; next = full[0]) {
              await write(next.number, next.pieces);
              full.shift();
            }
            if (isChanged) {
              isChanged = false;
              await write(page, [...pieces]);
            }
          } catch (error) {
            deps.failed(error, run);
            if (ending.signal.aborted) return;
            isChanged = true;
          }
          if (!ending.signal.aborted)
            await pause(GATHER_MS, undefined, { signal: ending.signal }).catch(() => undefined);
        }
      }

      /** Begins the next page, with what stands behind the last line break. */
      function turnPage(): void {
        const last = pieces.pop();
        if (!last) return;
        const end = last.text.lastIndexOf('\n') + 1 || last.text.length;
        const rest = last.text.slice(end);
        full.push({ number: page++, pieces: [...pieces, { ...last, text: last.text.slice(0, end) }] });
        pieces = rest ? [{ ...last, text: rest }] : [];
        size = rest.length;
      }

      return {
        /** Takes a piece. Never throws. */
        print({ stream, text }: OutputPiece): void {
          const shown = text.slice(0, Math.max(0, MOST - kept));
          dropped += text.length - shown.length;
          kept += shown.length;
          size += shown.length;
          const last = pieces.at(-1);
          // Joined, so that a secret which came in two pieces is seen.
          if (last?.stream === stream) pieces[pieces.length - 1] = { stream, text: last.text + shown };
          else if (shown) pieces.push({ stream, text: shown });
          isChanged = true;
          if (size >= PAGE) turnPage();
          writing ??= writeAll().finally(() => (writing = undefined));
        },

        /** @returns when all of it is kept, or could not be. Never rejects. */
        async end(): Promise<void> {
          ending.abort();
          while (writing) await writing;
        },
      };
    },

    /** @param run as `outputName` names it. @returns what an attempt has printed until now. */
    async read(tenant: string, run: string, attempt: number): Promise<Printed> {
      const all: OutputPiece[] = [];
      let dropped = 0;
      for (let page = 0; ; page++) {
        const found = await pages.findOne({ _id: idOf(tenant, run, attempt, page) });
        if (!found) return { pieces: all, dropped };
        const text = (await unpacked(found.pieces.buffer)).toString('utf8');
        all.push(...(JSON.parse(text) as OutputPiece[]));
        dropped = Math.max(dropped, found.dropped ?? 0);
      }
    },
  };
}

export type RunOutputStore = ReturnType<typeof createRunOutputStore>;
