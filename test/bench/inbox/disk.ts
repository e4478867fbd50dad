import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { instant } from '../clock.ts';

/** How long is waited between two, in milliseconds: as often as commits follow each other. */
const BETWEEN_MS = 10;

/**
 * Appends to a file and syncs it, again and again: no answer that says that something is kept can come sooner.
 * @param seconds for how long. @returns how long each took, in milliseconds.
 */
export async function appends(folder: string, bytes: number, seconds: number): Promise<number[]> {
  const path = join(folder, 'appended');
  const file = await open(path, 'w');
  const latencies: number[] = [];
  try {
    const one = Buffer.alloc(bytes, 1);
    const until = instant() + seconds * 1_000;
    while (instant() < until) {
      const before = instant();
      await file.write(one);
      await file.datasync();
      latencies.push(instant() - before);
      await pause(BETWEEN_MS);
    }
  } finally {
    await file.close();
    await rm(path);
  }
  return latencies;
}
