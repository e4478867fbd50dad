import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import type { BatchRef, PackedBatch } from '../inbox/batch.ts';
import { tryOwnerLock } from '../embedded/owner-lock.ts';

/** Processes that may share a data folder. */
const MOST_PROCESSES = 64;
/** Most bytes that one journal keeps: what comes then is refused. */
const MOST_BYTES = 1024 ** 3;
/** Digits of a number in a key, so that keys are in the order of the numbers. */
const DIGITS = 12;

interface Entry extends PackedBatch {
  readonly bytes: number;
}

/** Batches that the store could not take, on the disk of this machine, until it can. */
export interface Journal {
  /** How many batches it keeps. */
  readonly count: number;
  /** Since when something is in it, in epoch milliseconds; undefined while it is empty. */
  readonly since: number | undefined;
  /** @returns once they are on the disk. @throws Error when the disk takes no more. */
  add(batches: readonly PackedBatch[]): Promise<void>;
  /** @returns the first batches, in their order, at most `most`. */
  first(most: number): readonly PackedBatch[];
  remove(batches: readonly BatchRef[]): Promise<void>;
  close(): Promise<void>;
}

/** The journal of this process, and what others have left that run no more. */
export interface Journals {
  readonly own: Journal;
  readonly left: readonly Journal[];
}

/**
 * Opens the journals of a data folder: one that no running process has for this one, and all others that nobody has and
 * in which something is left.
 * @throws Error when the folder cannot be written, or there is no LMDB for this machine.
 */
export async function openJournals(dataDir: string): Promise<Journals> {
  const folder = join(dataDir, 'journal');
  mkdirSync(folder, { recursive: true });
  const there = readdirSync(folder).filter((name) => /^\d+$/.test(name));
  let own: Journal | undefined;
  const left: Journal[] = [];
  for (let slot = 1; slot <= MOST_PROCESSES; slot++) {
    const isThere = there.includes(String(slot));
    if (own && !isThere) continue;
    const journal = openSlot(join(folder, String(slot)));
    if (!journal) continue;
    if (!own) own = journal;
    else if (journal.count > 0) left.push(journal);
    else await journal.close();
  }
  if (!own) throw new Error(`${MOST_PROCESSES} processes use ${folder} already`);
  return { own, left };
}

/** @returns undefined when another process has it. */
function openSlot(path: string): Journal | undefined {
  mkdirSync(path, { recursive: true });
  const lock = tryOwnerLock(join(path, 'owner'));
  if (!lock.held) return undefined;
  try {
    return new LmdbJournal(join(path, 'batches'), lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

class LmdbJournal implements Journal {
  readonly #db: RootDatabase<Entry, string>;
  readonly #release: () => void;
  #count = 0;
  #bytes = 0;
  #since: number | undefined;

  constructor(path: string, release: () => void) {
    // A write has ended only when it is synced: nothing is told to be kept before.
    this.#db = open<Entry, string>({ path, overlappingSync: false, compression: false });
    this.#release = release;
    this.#recount();
  }

  get since(): number | undefined {
    return this.#since;
  }

  get count(): number {
    return this.#count;
  }

  async add(batches: readonly PackedBatch[]): Promise<void> {
    const bytes = batches.reduce((sum, { packed }) => sum + packed.length, 0);
    if (this.#bytes + bytes > MOST_BYTES) throw new Error('the journal is full');
    const written = await Promise.allSettled(
      batches.map(async (batch) => {
        await this.#db.put(keyOf(batch), { ...batch, bytes: batch.packed.length });
      }),
    );
    const failed = written.find((one) => one.status === 'rejected');
    if (!failed) {
      this.#count += batches.length;
      this.#bytes += bytes;
      this.#since ??= batches[0]?.at;
      return;
    }
    // Some are there all the same: what is not counted is never drained, and what is not there is looked for for ever.
    this.#recount();
    throw failed.reason;
  }

  first(most: number): readonly PackedBatch[] {
    return [...this.#db.getRange({ limit: most })].map(({ value: { bytes: _, ...batch } }) => batch);
  }

  async remove(batches: readonly BatchRef[]): Promise<void> {
    const gone = batches.flatMap((batch) => {
      const entry = this.#db.get(keyOf(batch));
      return entry ? [entry] : [];
    });
    await Promise.all(gone.map((batch) => this.#db.remove(keyOf(batch))));
    this.#count -= gone.length;
    this.#bytes -= gone.reduce((sum, { bytes }) => sum + bytes, 0);
    if (this.#count === 0) this.#since = undefined;
  }

  #recount(): void {
    [this.#count, this.#bytes, this.#since] = [0, 0, undefined];
    for (const { value } of this.#db.getRange()) {
      this.#count++;
      this.#bytes += value.bytes;
      this.#since = Math.min(this.#since ?? Infinity, value.at);
    }
  }

  async close(): Promise<void> {
    await this.#db.close();
    this.#release();
  }
}

/** Lanes one after the other, the batches of each in their order. */
function keyOf({ tenant, integration, lane, number }: BatchRef): string {
  return `${tenant}:${integration}/${lane}-${String(number).padStart(DIGITS, '0')}`;
}
