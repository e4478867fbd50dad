import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identified, isRunning, type IdentifiedProcess } from '../../process/identity.ts';
import { endProcesses } from './process-group.ts';
import { RunProcesses } from './run-processes.ts';

/** What is noted of an attempt while it is under way, so that whoever comes after a kill -9 finds what it left. */
interface AttemptRecord {
  readonly idempotencyKey: string;
  /** The worker. */
  readonly owner: IdentifiedProcess | undefined;
  /** First process of the run; absent until it is started. */
  readonly process?: IdentifiedProcess;
  /** Folder that was made for the run alone. */
  readonly folder?: string;
  /** How long its processes may take to end when they are asked to, in milliseconds. */
  readonly graceMs: number;
}

/** An attempt that is noted. */
export interface Attempt {
  /** Notes the first process, right after it was started. */
  started(pid: number): Promise<void>;
  /** The attempt has an outcome: nothing is left that anybody must find. */
  ended(): Promise<void>;
}

/** What was found of former attempts of a run. */
export interface FormerAttempts {
  /** Whether one was begun, here or on another machine with the same folder, and did not come to its end. */
  readonly begun: boolean;
  /** How many processes were still running, and how many of them could not be ended. */
  readonly found: number;
  readonly left: number;
}

/** For what is left of a note that cannot be read. */
const UNKNOWN_GRACE_MS = 5_000;
/** Nobody comes back to a run after so long; Temporal gives up much earlier. */
const FORGOTTEN_MS = 30 * 86_400_000;

/**
 * Notes that an attempt of a run begins, before anything is started.
 * @param records folder of the notes, which is made when it is not there.
 * @param folder that was made for this run alone.
 * @param graceMs how long its processes may take to end when they are asked to.
 */
export async function beginAttempt(
  records: string,
  idempotencyKey: string,
  folder: string | undefined,
  graceMs: number,
): Promise<Attempt> {
  await mkdir(records, { recursive: true, mode: 0o700 });
  const file = join(records, `${nameOf(idempotencyKey)}.${randomUUID()}.json`);
  const record: AttemptRecord = {
    idempotencyKey,
    owner: identified(process.pid),
    ...(folder !== undefined && { folder }),
    graceMs,
  };
  await note(file, record);
  return {
    started: async (pid) => {
      const started = identified(pid);
      if (started !== undefined) await note(file, { ...record, process: started });
    },
    ended: () => rm(file, { force: true }),
  };
}

/**
 * Ends what former attempts of a run left running, and forgets them: to be called before another attempt begins.
 * @param records folder of the notes.
 */
export async function endFormerAttempts(records: string, idempotencyKey: string): Promise<FormerAttempts> {
  let [begun, found, left] = [false, 0, 0];
  for (const name of await namesIn(records, nameOf(idempotencyKey))) {
    const file = join(records, name);
    const ended = await endAttempt(await recordIn(file), idempotencyKey);
    begun = true;
    found += ended.found;
    left += ended.left;
    if (ended.left === 0) await rm(file, { force: true });
  }
  return { begun, found, left };
}

/**
 * Ends what attempts of workers that were killed left running on this machine: to be called when a worker starts. That
 * they were begun stays known for 30 days, so that another attempt of a run that may have only one is not made.
 * @param records folder of the notes.
 * @param progress takes a line for each that left something, for the log.
 */
export async function endLeftovers(records: string, progress: (line: string) => void): Promise<void> {
  for (const name of await namesIn(records, '')) {
    const file = join(records, name);
    const record = await recordIn(file);
    if (record?.owner !== undefined && isRunning(record.owner)) continue;
    if (record !== undefined) {
      const { found, left } = await endAttempt(record, record.idempotencyKey);
      if (found > 0)
        progress(
          `a worker was killed and left ${found} processes of the run ${record.idempotencyKey} behind; ${left === 0 ? 'they were ended' : `${left} of them could not be ended`}`,
        );
    }
    const noted = await stat(file).catch(() => undefined);
    if (noted !== undefined && Date.now() - noted.mtimeMs > FORGOTTEN_MS) await rm(file, { force: true });
  }
}

/**
 * The group counts only as long as its first process still is the one that was noted: a process id, and with it that of
 * a group, is given to others later. What is left of the group otherwise is known by its environment, on Linux.
 */
async function endAttempt(
  record: AttemptRecord | undefined,
  idempotencyKey: string,
): Promise<{ readonly found: number; readonly left: number }> {
  const first = record?.process;
  const group = first !== undefined && isRunning(first) ? first.pid : undefined;
  const processes = new RunProcesses({ group, run: idempotencyKey });
  const ended = await endProcesses(processes, record?.graceMs ?? UNKNOWN_GRACE_MS, true);
  // A folder that cannot be removed is no reason to keep the run from going on.
  if (record?.folder !== undefined && ended.left === 0)
    await rm(record.folder, { recursive: true, force: true }).catch(() => undefined);
  return ended;
}

/** In one step, so that a worker that is killed leaves a whole note. */
async function note(file: string, record: AttemptRecord): Promise<void> {
  await writeFile(`${file}.draft`, JSON.stringify(record), { mode: 0o600 });
  await rename(`${file}.draft`, file);
}

/** A key may hold what no file name can, and be longer than one. */
function nameOf(idempotencyKey: string): string {
  return createHash('sha256').update(idempotencyKey).digest('hex');
}

async function namesIn(records: string, prefix: string): Promise<readonly string[]> {
  const names = await readdir(records).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.startsWith(prefix) && name.endsWith('.json'));
}

/** @returns nothing of a note that cannot be read: what it says of processes is then known by their environment alone. */
async function recordIn(file: string): Promise<AttemptRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as AttemptRecord;
  } catch {
    return undefined;
  }
}
