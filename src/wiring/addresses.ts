import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from './assembly.ts';
import type { Settings } from '../config/settings.ts';

/** File in the data folder in which a running `muster start` says where its parts are. */
const RUNNING = 'running.json';

/** @returns the path of the file for {@link addressesOf}. */
export function runningFile(dataDir: string): string {
  return join(dataDir, RUNNING);
}

/**
 * Where Temporal and the store are: by the environment, else those of a `muster start` that runs on this machine.
 * @throws Error that says what to set.
 */
export async function addressesOf(settings: Settings): Promise<Addresses> {
  const { address } = settings.temporal;
  const { uri } = settings.mongodb;
  const running = await readFile(runningFile(settings.dataDir), 'utf8')
    .then((text) => JSON.parse(text) as Addresses)
    .catch(() => undefined);
  const temporalAddress = address ?? running?.temporalAddress;
  const mongodbUri = uri ?? running?.mongodbUri;
  if (temporalAddress === undefined || mongodbUri === undefined) {
    const missing = temporalAddress === undefined ? 'TEMPORAL_ADDRESS' : 'MONGODB_URI';
    throw new Error(
      `${missing} is not set, and no "muster start" runs on ${settings.dataDir}. Set TEMPORAL_ADDRESS and MONGODB_URI, or start one.`,
    );
  }
  const temporalUi = settings.temporal.uiUrl ?? running?.temporalUi;
  return { temporalAddress, mongodbUri, ...(temporalUi !== undefined && { temporalUi }) };
}
